using Analytics.Web.Clients;

namespace Analytics.Web.Endpoints;

/// <summary>The addresses of other products' clients: those of each of <see cref="ClientProtocols"/>.</summary>
internal static class ClientEndpoints
{
    /// <summary>Every endpoint.</summary>
    public static IEnumerable<ApiEndpoint> All { get; } =
    [
        .. ClientProtocols.Addresses.Select(address =>
            ApiEndpoint.Of<ClientHandler>(
                NameOf(address.Method, address.Path),
                address.Method,
                address.Path,
                (handler, context) => handler.CollectAsync(context, address.Protocols)
            )
        ),
        .. ClientProtocols
            .All.SelectMany(protocol => protocol.Settings)
            .Select(settings => new ApiEndpoint(
                NameOf(settings.Method, settings.Route),
                settings.Method,
                settings.Route,
                settings.AnswerAsync
            )),
        .. ClientProtocols
            .Addresses.Select(address => address.Path)
            .Concat(ClientProtocols.All.SelectMany(protocol => protocol.Settings).Select(settings => settings.Route))
            .Distinct()
            .Select(path => new ApiEndpoint(NameOf("OPTIONS", path), "OPTIONS", path, Cors.ClientPreflightAsync)),
    ];

    /// <summary>Returns the name of an endpoint: <c>ClientPostApiSend</c>.</summary>
    public static string NameOf(string method, string path) =>
        "Client"
        + string.Concat(
            $"{method.ToLowerInvariant()}/{path}"
                .Split('/', '.', '-', '{', '}')
                .Where(part => part.Length > 0)
                .Select(part => char.ToUpperInvariant(part[0]) + part[1..])
        );
}
