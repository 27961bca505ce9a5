using System.Text.Json;
using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.Snowplow;

/// <summary>
/// Snowplow's tracker protocol: events as JSON by <c>tp2</c>, or one in the address by <c>i</c>. The key is the application, <c>aid</c>.
/// </summary>
internal sealed class SnowplowProtocol() : ClientProtocol("snowplow", "Snowplow")
{
    /// <summary>
    /// The time on a page for which a ping stands, in milliseconds: the interval that Snowplow's own models take for all trackers, as
    /// pings do not tell theirs.
    /// </summary>
    private const long PingTime = 10_000;

    // The id of everyone whom an app tracks without an id.
    private const string Anonymous = "00000000-0000-0000-0000-000000000000";

    /// <summary>Schemas of events that Snowplow's trackers send by themselves.</summary>
    private static readonly HashSet<string> Automatic = new(StringComparer.Ordinal)
    {
        "web_vitals",
        "timing",
        "application_error",
        "application_install",
        "application_foreground",
        "application_background",
        "deep_link_received",
        "screen_end",
        "screen_summary",
    };

    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } =
    [("POST", "/com.snowplowanalytics.snowplow/tp2"), ("GET", "/i")];

    public override IEnumerable<ClientEvent> Read(ClientRequest request) =>
        request.HasJson
            ? request
                .Json.Find("data")
                .Items()
                .Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item =>
                    EventOf(
                        request,
                        ((JsonElement?)item)
                            .Members()
                            .ToDictionary(member => member.Key, member => member.Value.ToString(), StringComparer.Ordinal)
                    )
                )
            : [EventOf(request, request.Parameters())];

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) =>
        method == "GET" ? [ClientAnswer.Gif] : [new(200, "text/plain", "ok"), ClientAnswer.Gif];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        request.HasJson ? ClientAnswers.TextAsync(context, "ok") : ClientAnswers.GifAsync(context);

    private static ClientEvent EventOf(ClientRequest request, Dictionary<string, string> sent)
    {
        string? Find(string name) => sent.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        var (own, data) = SnowplowData.EventOf(Find("ue_pr"), Find("ue_px"));
        var entities = SnowplowData.EntitiesOf(Find("co"), Find("cx"));
        var sale = SnowplowSale.Of(own, data, entities);
        var amount = sale?.Amount ?? ClientText.Number(Find("tr_tt"));
        var kind = Find("e");
        return new ClientEvent
        {
            Key = Find("aid"),
            Name = kind switch
            {
                "pv" => ClientEvent.PageviewName,
                "pp" => ClientEvent.EngagementName,
                "se" => Find("se_ac") ?? "",
                "tr" => "Purchase",
                "ti" => "Purchase item",
                _ => own is "screen_view" ? ClientEvent.PageviewName : sale?.Name ?? own,
            },
            Url =
                Find("url")
                ?? (
                    own is "screen_view"
                        ? $"app://screen/{Uri.EscapeDataString(data.Text("name", "id") ?? "")}"
                        : request.Header("Referer")
                ),
            Referrer = Find("refr"),
            Id = Find("eid"),
            DeviceId = Find("duid") ?? Find("nuid") ?? Find("tnuid") ?? DeviceOf(entities),
            UserId = Find("uid"),
            UserAgent = Find("ua"),
            Locale = Find("lang"),
            Address = Find("ip"),
            // The true time, which some trackers know, needs no correction.
            Timestamp = ClientText.Whole(Find("ttm")) ?? request.TimeOf(ClientText.Whole(Find("dtm")), ClientText.Whole(Find("stm"))),
            Amount = amount,
            Currency = amount is null ? null : sale?.Currency ?? Find("tr_cu") ?? "USD",
            Value = ClientText.Number(Find("se_va")),
            IsInteractive = kind is "pv" or "pp" or "se" or "tr" or "ti" || !Automatic.Contains(own),
            ScreenWidth = ClientText.Width(Find("res")),
            EngagementTime = kind == "pp" ? PingTime : null,
            ScrollDepth = Depth(Find),
            Properties = kind switch
            {
                "se" => ClientJson.Properties(("category", Find("se_ca")), ("label", Find("se_la")), ("property", Find("se_pr"))),
                "tr" => ClientJson.Properties(("order", Find("tr_id")), ("affiliation", Find("tr_af"))),
                "ti" => ClientJson.Properties(
                    ("order", Find("ti_id")),
                    ("sku", Find("ti_sk")),
                    ("name", Find("ti_nm")),
                    ("category", Find("ti_ca")),
                    ("price", Find("ti_pr")),
                    ("quantity", Find("ti_qu"))
                ),
                _ => sale?.Properties ?? ((JsonElement?)data).Members(),
            },
        };
    }

    /// <summary>
    /// Returns the id of a device, which apps send with the session; null for the id that stands for all who are anonymous.
    /// </summary>
    private static string? DeviceOf(Dictionary<string, JsonElement> entities) =>
        entities.GetValueOrDefault("client_session").Text("userId") is { } device && device != Anonymous ? device : null;

    /// <summary>Returns the scroll depth of a page ping in per cent; null if the ping lacks the offset or the height of the
    /// page.</summary>
    private static double? Depth(Func<string, string?> find) =>
        ClientText.Number(find("pp_may")) is { } offset
        && ClientText.Whole(find("ds")?.Split('x').ElementAtOrDefault(1)) is { } height and > 0
            ? Math.Min(100, 100 * (offset + (ClientText.Whole(find("vp")?.Split('x').ElementAtOrDefault(1)) ?? 0)) / height)
            : null;
}
