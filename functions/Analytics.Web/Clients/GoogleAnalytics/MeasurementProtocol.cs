using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.GoogleAnalytics;

/// <summary>The Measurement Protocol of Google Analytics 4: the key is the <c>measurement_id</c> or <c>firebase_app_id</c>.</summary>
internal sealed class MeasurementProtocol() : ClientProtocol("ga4", "Google Analytics 4")
{
    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } = [("POST", "/mp/collect")];

    public override IEnumerable<ClientEvent> Read(ClientRequest request) => GoogleNames.Counted(EventsOf(request));

    private static IEnumerable<ClientEvent> EventsOf(ClientRequest request)
    {
        var body = request.Json;
        var key = request.Query("measurement_id") ?? request.Query("firebase_app_id");
        foreach (var item in body.Find("events").Items())
        {
            var name = item.Text("name") ?? "";
            var number = item.Number("params.value");
            var currency = item.Text("params.currency");
            var revenue = GoogleNames.RevenueOf(name, number, currency);
            yield return new ClientEvent
            {
                Key = key,
                Name = GoogleNames.Of(name),
                Url =
                    item.Text("params.page_location")
                    ?? (
                        item.Text("params.screen_name", "params.firebase_screen") is { } screen
                            ? $"app://screen/{Uri.EscapeDataString(screen)}"
                            : null
                    ),
                Referrer = item.Text("params.page_referrer"),
                Id = GoogleNames.IdOf(name, item.Text("params.transaction_id")),
                DeviceId = body.Text("client_id", "app_instance_id"),
                UserId = body.Text("user_id"),
                UserAgent = body.Text("user_agent"),
                Locale = body.Text("device.language"),
                Address = body.Text("ip_override"),
                Timestamp = (item.Number("params.timestamp_micros", "timestamp_micros") ?? body.Number("timestamp_micros")) is { } micros
                    ? (long)(micros / 1000)
                    : null,
                Amount = revenue,
                Currency = currency,
                Value = revenue is null ? number : null,
                EngagementTime = (long?)item.Number("params.engagement_time_msec"),
                ScrollDepth = GoogleNames.ScrollDepth(name, item.Number("params.percent_scrolled")),
                Properties = item.Find("params").Members(static property => !GoogleNames.IsOwn(property)),
            };
        }
    }

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Empty];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.EmptyAsync(context);
}
