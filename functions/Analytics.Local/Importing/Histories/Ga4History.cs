using System.Text.Json;
using Analytics.Web.Clients;
using Analytics.Web.Clients.GoogleAnalytics;

namespace Analytics.Local.Importing.Histories;

/// <summary>Reads rows of Google Analytics 4's tables <c>events_*</c> in BigQuery, exported as JSON, one row a line.</summary>
internal static class Ga4History
{
    private const string Engagement = "engagement";
    private const string Automatic = "automatic event";
    private const string NoVisitor = "event without a visitor";

    /// <summary>Parameters with the source of traffic, which Google adds to its tables.</summary>
    private static readonly HashSet<string> SourceParameters = ["source", "medium", "campaign", "term", "content", "gclid"];

    public static int Score(ReadOnlySpan<byte> start, bool isWhole) =>
        JsonHistory.Score(start, isWhole, "event_name", "event_timestamp", "event_params");

    /// <summary>Reads the event of a row. One that names no page, as those that servers send, has the first page of the site.</summary>
    public static IReadOnlyList<HistoryEvent>? Read(string site, string line, out string reason) =>
        JsonHistory.Read(line, row => Read(site, row), out reason);

    private static (IReadOnlyList<HistoryEvent>?, string) Read(string site, JsonElement row)
    {
        if (row.Text("event_name") is not { } name || row.Number("event_timestamp") is not { } micros)
        {
            return (null, SkipReasons.Malformed);
        }

        // Without consent Google has no id of the visitor, and counts such events as nobody's.
        if (VisitorIds.Of(row.Text("user_pseudo_id"), row.Text("user_id")) is not { } visitor)
        {
            return (null, NoVisitor);
        }

        var parameters = ValuesOf(row, "event_params");
        var milliseconds = (long?)Parse(parameters.GetValueOrDefault("engagement_time_msec"));
        var e = EventOf(site, row, parameters, name, (long)(micros / 1000), visitor, milliseconds);
        if (e.Name == Engagement)
        {
            return ([e], "");
        }

        // As live: time that comes with another event is an engagement beside it, also that of an automatic one.
        var events = new List<HistoryEvent>();
        if (!GoogleNames.IsAutomatic(name))
        {
            events.Add(e);
        }

        if (milliseconds > 0)
        {
            events.Add(
                new()
                {
                    Name = Engagement,
                    Url = e.Url,
                    TimestampMilliseconds = e.TimestampMilliseconds,
                    VisitorId = visitor,
                    IsBeside = events.Count > 0,
                    EngagementMilliseconds = milliseconds,
                    Dimensions = e.Dimensions,
                }
            );
        }

        return events.Count > 0 ? (events, "") : (null, Automatic);
    }

    private static HistoryEvent EventOf(
        string site,
        JsonElement row,
        Dictionary<string, string> parameters,
        string name,
        long timestamp,
        string visitor,
        long? milliseconds
    )
    {
        var amount =
            row.Number("ecommerce", "purchase_revenue")
            ?? row.Number("ecommerce", "refund_value")
            ?? Parse(parameters.GetValueOrDefault("value"));
        var currency = parameters.GetValueOrDefault("currency") ?? (row.Number("ecommerce", "purchase_revenue") is null ? null : "USD");
        var revenue = GoogleNames.RevenueOf(name, amount, currency);
        var ourName = GoogleNames.Of(name);
        var isEngagement = ourName == Engagement;
        var order = GoogleNames.OrderIdOf(name, parameters.GetValueOrDefault("transaction_id") ?? row.Text("ecommerce", "transaction_id"));
        var e = new HistoryEvent
        {
            Name = ourName,
            Url = parameters.GetValueOrDefault("page_location") ?? ScreenOf(row, parameters) ?? $"https://{site}/",
            Referrer = parameters.GetValueOrDefault("page_referrer"),
            TimestampMilliseconds = timestamp,
            VisitorId = visitor,
            Id = order,
            IsOrderId = order is not null,
            ScrollDepth = isEngagement
                ? (int?)GoogleNames.ScrollDepth(name, (double?)Parse(parameters.GetValueOrDefault("percent_scrolled")))
                : null,
            EngagementMilliseconds = isEngagement ? milliseconds : null,
            Value = revenue is null ? (double?)amount : null,
            Currency = revenue is null ? null : currency,
            Amount = revenue ?? 0,
            Dimensions = DimensionsOf(row),
        };
        foreach (
            var (key, text) in parameters.Where(pair =>
                !isEngagement && !GoogleNames.IsOwn(pair.Key) && !SourceParameters.Contains(pair.Key)
            )
        )
        {
            e.Properties[key] = text;
        }

        foreach (var (key, text) in isEngagement ? [] : ValuesOf(row, "user_properties"))
        {
            if (!GoogleNames.IsOwnOfUsers(key))
            {
                e.Properties.TryAdd(key, text);
            }
        }

        if (row.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0)
        {
            e.LeftOut.Add("items");
        }

        return e;
    }

    private static Dictionary<string, string> ValuesOf(JsonElement row, string member)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (row.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var parameter in list.EnumerateArray())
            {
                if (
                    parameter.Text("key") is { } key
                    && (
                        parameter.Text("value", "string_value")
                        ?? parameter.Text("value", "int_value")
                        ?? parameter.Text("value", "double_value")
                        ?? parameter.Text("value", "float_value")
                    )
                        is { } text
                )
                {
                    parameters[key] = text;
                }
            }
        }

        return parameters;
    }

    /// <summary>Returns the screen of an app as the address of a page.</summary>
    private static string? ScreenOf(JsonElement row, Dictionary<string, string> parameters) =>
        row.Text("app_info", "id") is { } app
            ? $"app://{app}/{Uri.EscapeDataString(parameters.GetValueOrDefault("firebase_screen") ?? "")}"
            : null;

    private static Dictionary<string, string> DimensionsOf(JsonElement row)
    {
        var system = row.Text("device", "operating_system");
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["visit:browser"] = ProductNames.Browser(row.Text("device", "web_info", "browser") ?? row.Text("device", "browser")),
            ["visit:browser_version"] = ProductNames.Version(
                row.Text("device", "web_info", "browser_version") ?? row.Text("device", "browser_version")
            ),
            ["visit:os"] = ProductNames.System(system),
            ["visit:os_version"] = row.Text("device", "operating_system_version") is { } version
                ? ProductNames.Version(version.Split(' ')[^1])
                : ProductNames.SystemVersion(system),
            ["visit:device"] = ProductNames.Device(row.Text("device", "category")),
            ["visit:language"] = ProductNames.Language(row.Text("device", "language")),
            ["visit:country"] = ProductNames.Country(row.Text("geo", "country")),
            ["visit:region_name"] = row.Text("geo", "region") ?? "",
            ["visit:city_name"] = row.Text("geo", "city") ?? "",
            ["visit:platform"] = row.Text("platform") switch
            {
                "WEB" => "Web",
                "ANDROID" => "Android",
                "IOS" => "iOS",
                _ => "",
            },
        };
        if (row.Text("collected_traffic_source", "manual_source") is { } source && source[0] != '(')
        {
            dimensions["visit:source"] = dimensions["visit:utm_source"] = source;
            dimensions["visit:utm_medium"] = row.Text("collected_traffic_source", "manual_medium") ?? "";
            dimensions["visit:utm_campaign"] = row.Text("collected_traffic_source", "manual_campaign_name") ?? "";
            dimensions["visit:utm_term"] = row.Text("collected_traffic_source", "manual_term") ?? "";
            dimensions["visit:utm_content"] = row.Text("collected_traffic_source", "manual_content") ?? "";
        }

        return dimensions;
    }

    private static decimal? Parse(string? text) =>
        decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
