using System.Text.Json;
using Analytics.Web.Clients;
using Analytics.Web.Endpoints;

namespace Analytics.Web.OpenApi;

/// <summary>The description of the addresses of other products' clients.</summary>
internal static class ClientDocs
{
    private const string Tag = "Other products' clients";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        .. ClientProtocols.All.SelectMany(protocol => protocol.Settings.Select(settings => Of(protocol, settings))),
        .. ClientProtocols.Addresses.Select(address => new KeyValuePair<string, EndpointDoc>(
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
                Answers = AnswersOf(address.Method, address.Protocols),
                Errors = address.Method == "GET" ? [400, 401, 429, 503] : [400, 401, 408, 413, 415, 429, 503],
            }
        )),
    ];

    /// <summary>Returns the answers to a method, one for each status: those of the same status differ by their content types.</summary>
    private static IReadOnlyList<AnswerDoc> AnswersOf(string method, IReadOnlyList<ClientProtocol> protocols) =>
        [
            .. protocols
                .SelectMany(protocol => protocol.AnswersTo(method))
                .GroupBy(answer => answer.Status)
                .Select(group => new AnswerDoc(
                    group.Key,
                    "Taken; X-Analytics-Filtered, -Rejected and -Warning tell what was not.",
                    group.First().Type is null ? typeof(void)
                        : group.First().Type == "application/json" ? typeof(JsonElement)
                        : typeof(string),
                    group.First().Example,
                    [.. group.Select(answer => answer.Type).OfType<string>().Distinct()]
                )),
        ];

    private static KeyValuePair<string, EndpointDoc> Of(ClientProtocol protocol, ScriptSettings settings) =>
        new(
            ClientEndpoints.NameOf(settings.Method, settings.Route),
            new EndpointDoc(
                Tag,
                $"Settings of {protocol.Product}'s script",
                $"Answers the script of {protocol.Product} in pages, which asks for its settings: "
                    + "the features whose events are kept are on, all others off. The same for all sites, whatever the key."
            )
            {
                Parameters = settings.Route.Contains("{id}", StringComparison.Ordinal)
                    ? [new ParameterDoc("id", true, true, "The key of the project.", "phc_key")]
                    : [],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The settings.",
                        settings.Type == JsonAnswer.ContentType ? typeof(JsonElement) : typeof(string),
                        settings.ContentOf("phc_key"),
                        settings.Type.Split(';')[0]
                    ),
                ],
            }
        );
}
