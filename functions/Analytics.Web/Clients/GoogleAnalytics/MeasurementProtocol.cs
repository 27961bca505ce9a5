using System.Text.Json;
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
                OrderId = GoogleNames.OrderIdOf(name, item.Text("params.transaction_id")),
                DeviceId = body.Text("client_id", "app_instance_id"),
                UserId = body.Text("user_id"),
                UserAgent = body.Text("user_agent"),
                Locale = body.Text("device.language"),
                Dimensions = DimensionsOf(body),
                ScreenWidth = ClientText.Width(body.Text("device.screen_resolution")),
                Address = body.Text("ip_override"),
                Timestamp = (item.Number("params.timestamp_micros", "timestamp_micros") ?? body.Number("timestamp_micros")) is { } micros
                    ? (long)(micros / 1000)
                    : null,
                Amount = revenue,
                Currency = currency,
                Value = revenue is null ? number : null,
                EngagementTime = (long?)item.Number("params.engagement_time_msec"),
                ScrollDepth = GoogleNames.ScrollDepth(name, item.Number("params.percent_scrolled")),
                Properties = PropertiesOf(item, body),
            };
        }
    }

    /// <summary>Returns the parameters of an event, and the properties of the user that it has none of.</summary>
    private static Dictionary<string, JsonElement> PropertiesOf(JsonElement item, JsonElement body)
    {
        var properties = item.Find("params").Members(static property => !GoogleNames.IsOwn(property)).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, property) in body.Find("user_properties").Members(static name => !GoogleNames.IsOwnOfUsers(name)))
        {
            if (property.Find("value") is { } value)
            {
                properties.TryAdd(name, value);
            }
        }

        return properties;
    }

    // A server tells of the visitor what the agent and the address would.
    private static (string, string?)[] DimensionsOf(JsonElement body)
    {
        var system = body.Text("device.operating_system");
        return
        [
            ("visit:country", ProductNames.CountryCode(body.Text("user_location.country_id"))),
            ("visit:region", body.Text("user_location.region_id")?.ToUpperInvariant()),
            ("visit:city_name", body.Text("user_location.city")),
            ("visit:device", ProductNames.Device(body.Text("device.category"))),
            ("visit:browser", ProductNames.Browser(body.Text("device.browser"))),
            ("visit:browser_version", ProductNames.Version(body.Text("device.browser_version"))),
            ("visit:os", ProductNames.System(system)),
            (
                "visit:os_version",
                body.Text("device.operating_system_version") is { } version
                    ? ProductNames.Version(version)
                    : ProductNames.SystemVersion(system)
            ),
        ];
    }

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Empty];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.EmptyAsync(context);
}
