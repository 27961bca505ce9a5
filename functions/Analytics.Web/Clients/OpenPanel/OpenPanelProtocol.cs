using System.Text.Json;
using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.OpenPanel;

/// <summary>OpenPanel's track API: the key is the header <c>openpanel-client-id</c>.</summary>
internal sealed class OpenPanelProtocol() : ClientProtocol("openpanel", "OpenPanel")
{
    private const string KeyHeader = "openpanel-client-id";

    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } = [("POST", "/track"), ("POST", "/api/track")];

    public override bool IsOf(ClientRequest request) => request.Header(KeyHeader) is not null;

    // Profiles, groups and counters of profiles are not events.
    public override IEnumerable<ClientEvent> Read(ClientRequest request) =>
        request.Json.Text("type") == "track" && request.Json.Find("payload") is { } payload ? [EventOf(request, payload)] : [];

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Json("""{"deviceId":"","sessionId":""}""")];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.JsonAsync(context, """{"deviceId":"","sessionId":""}""");

    private static ClientEvent EventOf(ClientRequest request, JsonElement payload)
    {
        var name = payload.Text("name") ?? "";
        var revenue = payload.Number("properties.__revenue");
        return new ClientEvent
        {
            Key = request.Header(KeyHeader),
            Name = name == "screen_view" ? ClientEvent.PageviewName : name,
            Url = payload.Text("properties.__path", "properties.path"),
            Referrer = payload.Text("properties.__referrer", "properties.referrer"),
            DeviceId = payload.Text("properties.__deviceId"),
            UserId = payload.Text("profileId"),
            Address = request.Header("x-client-ip") ?? payload.Text("properties.__ip"),
            UserAgent = payload.Text("properties.__userAgent"),
            Timestamp = payload.Moment("properties.__timestamp", "timestamp"),
            Amount = revenue,
            Currency = revenue is null ? null : payload.Text("properties.currency") ?? "USD",
            Value = payload.Number("properties.value"),
            Properties = payload
                .Find("properties")
                .Members(static property =>
                    !property.StartsWith("__", StringComparison.Ordinal) && property is not ("path" or "referrer" or "value")
                ),
        };
    }
}
