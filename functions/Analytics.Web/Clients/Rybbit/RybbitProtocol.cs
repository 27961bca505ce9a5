using System.Text.Json;
using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.Rybbit;

/// <summary>Rybbit's track API: the key is <c>site_id</c>; custom properties are JSON in a text.</summary>
internal sealed class RybbitProtocol() : ClientProtocol("rybbit", "Rybbit")
{
    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } = [("POST", "/track"), ("POST", "/api/track")];

    public override bool IsOf(ClientRequest request) => request.HasJson && request.Json.Text("site_id") is not null;

    public override IEnumerable<ClientEvent> Read(ClientRequest request)
    {
        var body = request.Json;
        var type = body.Text("type") ?? "pageview";
        var properties = PropertiesOf(body);
        yield return new ClientEvent
        {
            Key = body.Text("site_id"),
            Name =
                type == "pageview"
                    ? ClientEvent.PageviewName
                    : body.Text("event_name") ?? (type == "outbound" ? "Outbound Link: Click" : type),
            Url = body.Text("hostname") is { } host
                ? $"https://{host}/{body.Text("pathname")?.TrimStart('/')}{body.Text("querystring")}"
                : body.Text("pathname"),
            Referrer = body.Text("referrer"),
            UserId = body.Text("user_id"),
            UserAgent = body.Text("user_agent"),
            Locale = body.Text("language"),
            Address = body.Text("ip_address"),
            Amount = ClientText.Number(Text(properties, "revenue")),
            Currency = Text(properties, "revenue") is null ? null : Text(properties, "currency") ?? "USD",
            Value = ClientText.Number(Text(properties, "value")),
            IsInteractive = type is not ("performance" or "error"),
            ScreenWidth = (long?)body.Number("screenWidth"),
            Properties = properties
                .Where(property => property.Key is not ("revenue" or "currency" or "value"))
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Json("""{"success":true}""")];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.JsonAsync(context, """{"success":true}""");

    private static string? Text(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : null;

    private static IReadOnlyDictionary<string, JsonElement> PropertiesOf(JsonElement body)
    {
        if (body.Find("properties") is not { ValueKind: JsonValueKind.String } text)
        {
            return body.Find("properties").Members();
        }

        try
        {
            using var document = JsonDocument.Parse(text.GetString()!);
            return ((JsonElement?)document.RootElement.Clone()).Members();
        }
        catch (JsonException)
        {
            return ClientJson.None;
        }
    }
}
