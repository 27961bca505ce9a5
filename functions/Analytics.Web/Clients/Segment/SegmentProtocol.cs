using System.Text.Json;
using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.Segment;

/// <summary>
/// Segment's HTTP tracking API: the write key is the user name of basic authentication, or in the body. Libraries for browsers and apps
/// shorten the name of a call to its first letter.
/// </summary>
internal sealed class SegmentProtocol() : ClientProtocol("segment", "Segment")
{
    private const string Batch = "batch";
    private const string Import = "import";

    private static readonly string[] Calls = [Batch, "track", "page", "screen", "identify", "group", "alias"];

    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } =
    [.. Calls.Append(Import).Concat(Calls.Select(call => call[..1])).Select(call => ("POST", "/v1/" + call))];

    public override IEnumerable<ClientEvent> Read(ClientRequest request)
    {
        var body = request.Json;
        var key = request.BasicUser() is { Length: > 0 } user ? user : body.Text("writeKey");
        var sent = body.Moment("sentAt");
        var last = request.Path[(request.Path.LastIndexOf('/') + 1)..];
        var call = Calls.FirstOrDefault(known => known[..1] == last) ?? last;
        return call is Batch or Import
                ? body.Find("batch")
                    .Items()
                    .Select(item => Read(item, item.Text("type") ?? "", item.Text("writeKey") ?? key, sent, request))
                    .OfType<ClientEvent>()
            : Read(body, call, key, sent, request) is { } one ? [one]
            : [];
    }

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Json("""{"success":true}""")];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.JsonAsync(context, """{"success":true}""");

    // Calls about people and groups are not events.
    private static ClientEvent? Read(JsonElement item, string type, string? key, long? batchSent, ClientRequest request)
    {
        if (type is not ("track" or "page" or "screen"))
        {
            return null;
        }

        var name = type == "track" ? item.Text("event") ?? "" : ClientEvent.PageviewName;
        var amount = item.Number("properties.revenue", "properties.total");
        var revenue = ShopEvents.RevenueOf(name, amount);
        return new()
        {
            Key = key,
            Name = name,
            Url =
                type == "screen"
                    ? $"app://screen/{Uri.EscapeDataString(item.Text("name", "properties.name") ?? "")}"
                    : item.Text("properties.url", "context.page.url", "properties.path", "context.page.path"),
            Referrer = item.Text("properties.referrer", "context.page.referrer"),
            Id = item.Text("messageId"),
            DeviceId = item.Text("anonymousId"),
            UserId = item.Text("userId", "context.traits.userId"),
            UserAgent = item.Text("context.userAgent"),
            Address = item.Text("context.ip"),
            Locale = item.Text("context.locale"),
            Campaign =
            [
                ("utm_source", item.Text("context.campaign.source")),
                ("utm_medium", item.Text("context.campaign.medium")),
                ("utm_campaign", item.Text("context.campaign.name")),
                ("utm_content", item.Text("context.campaign.content")),
                ("utm_term", item.Text("context.campaign.term")),
            ],
            Timestamp = request.TimeOf(item.Moment("timestamp", "originalTimestamp"), item.Moment("sentAt") ?? batchSent),
            Amount = revenue,
            Currency = item.Text("properties.currency") ?? "USD",
            Value = item.Number("properties.value") ?? (revenue is null ? amount : null),
            IsInteractive = !AppLifecycle.Contains(name),
            ScreenWidth = (long?)item.Number("context.screen.width"),
            Properties = item.Find("properties")
                .Members(static name =>
                    name is not ("url" or "path" or "referrer" or "title" or "search" or "revenue" or "currency" or "value")
                ),
        };
    }
}
