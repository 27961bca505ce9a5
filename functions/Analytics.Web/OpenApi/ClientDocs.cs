using Analytics.Web.Clients;
using Analytics.Web.Endpoints;

namespace Analytics.Web.OpenApi;

/// <summary>The description of the addresses of other products' clients.</summary>
internal static class ClientDocs
{
    private const string Tag = "Other products' clients";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
        ClientProtocols.Addresses.Select(address => new KeyValuePair<string, EndpointDoc>(
            ClientEndpoints.NameOf(address.Method, address.Path),
            new EndpointDoc(
                Tag,
                $"Take events of {string.Join(" and ", address.Protocols.Select(protocol => protocol.Product))}",
                $"Takes what clients of {string.Join(" and ", address.Protocols.Select(protocol => protocol.Product))} send, "
                    + "for sites whose setting clients has "
                    + $"{string.Join(" or ", address.Protocols.Select(protocol => protocol.Name))}, and answers as they expect. "
                    + "docs/clients.md tells what becomes of each field."
            )
            {
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "Taken; X-Analytics-Filtered, -Rejected and -Warning tell what was not.",
                        typeof(string),
                        "ok",
                        "text/plain"
                    ),
                ],
                Errors = address.Method == "GET" ? [400, 401, 503] : [400, 401, 408, 413, 415, 503],
            }
        ));
}
