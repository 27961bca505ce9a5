using System.Text.Json;
using Analytics.Web.Clients;
using Analytics.Web.Clients.Matomo;

namespace Analytics.Local.Importing.Histories;

/// <summary>
/// Reads visits from the JSON of Matomo's <c>Live.getLastVisitsDetails</c>, one visit a line. An array is split into lines before.
/// </summary>
internal static class MatomoHistory
{
    public static int Score(ReadOnlySpan<byte> start, bool isWhole) =>
        JsonHistory.Score(start, isWhole, "idVisit", "visitorId", "actionDetails");

    public static IReadOnlyList<HistoryEvent>? Read(string line, out string reason) => JsonHistory.Read(line, Read, out reason);

    private static (IReadOnlyList<HistoryEvent>?, string) Read(JsonElement visit)
    {
        if (
            visit.Text("idVisit") is not { } id
            || VisitorIds.Of(visit.Text("visitorId"), visit.Text("userId")) is not { } visitor
            || !visit.TryGetProperty("actionDetails", out var actions)
            || actions.ValueKind != JsonValueKind.Array
        )
        {
            return (null, SkipReasons.Malformed);
        }

        var events = new List<HistoryEvent>();
        var dimensions = DimensionsOf(visit);
        string? page = null;
        foreach (var (i, action) in actions.EnumerateArray().Index())
        {
            // Events on a page rarely name the page, and downloads and outlinks name their target.
            page = action.Text("type") is "action" or "search" ? action.Text("url") ?? page : page ?? action.Text("url");
            if (action.Number("timestamp") is { } second && page is not null && NameOf(action) is { } name)
            {
                events.Add(EventOf(visit, action, name, page, second, visitor, $"matomo-{id}-{i}", dimensions));
            }
        }

        return events.Count > 0 ? (events, "") : (null, "visit without actions");
    }

    private static HistoryEvent EventOf(
        JsonElement visit,
        JsonElement action,
        string name,
        string page,
        decimal second,
        string visitor,
        string id,
        Dictionary<string, string> dimensions
    )
    {
        var revenue =
            action.Text("type") is "ecommerceOrder" or "goal" && action.Number("revenue") is { } amount and not 0
                ? amount
                : (decimal?)null;
        var e = new HistoryEvent
        {
            Name = name,
            Url = MatomoCampaign.InAddress(page),
            Referrer = visit.Text("referrerUrl"),
            TimestampMilliseconds = (long)(second * 1000),
            VisitorId = visitor,
            Id = id,
            Value = (double?)(action.Number("eventValue") ?? revenue ?? action.Number("siteSearchCount")),
            Currency = revenue is null ? null : action.Text("currency") ?? visit.Text("siteCurrency") ?? "USD",
            Amount = revenue ?? 0,
            IsInteractive = !IsContent(action) || action.Text("contentInteraction") is not null,
            Dimensions = dimensions,
        };
        (string Key, string? Text)[] properties = action.Text("type") switch
        {
            "event" => [("category", action.Text("eventCategory")), ("name", action.Text("eventName"))],
            "search" =>
            [
                (MatomoNames.SearchWords, action.Text("siteSearchKeyword")),
                (MatomoNames.SearchCategory, action.Text("siteSearchCategory")),
            ],
            "download" or "outlink" => [("url", action.Text("url"))],
            "ecommerceOrder" => [(MatomoNames.Order, action.Text("orderId"))],
            "goal" => [("goal", action.Text("goalName"))],
            _ when IsContent(action) =>
            [
                (MatomoNames.ContentName, action.Text("contentName")),
                (MatomoNames.ContentPiece, action.Text("contentPiece")),
                (MatomoNames.ContentTarget, action.Text("contentTarget")),
                (MatomoNames.ContentInteraction, action.Text("contentInteraction")),
            ],
            _ => [],
        };
        foreach (var (key, text) in properties)
        {
            e.Properties[key] = text ?? "";
        }

        foreach (var member in visit.EnumerateObject().Concat(action.EnumerateObject()).Where(IsCustomDimension))
        {
            e.Properties[member.Name] = member.Value.GetString()!;
        }

        return e;
    }

    private static bool IsCustomDimension(JsonProperty member) =>
        member.Name.StartsWith(MatomoNames.DimensionPrefix, StringComparison.Ordinal)
        && int.TryParse(member.Name.AsSpan(MatomoNames.DimensionPrefix.Length), out _)
        && member.Value.ValueKind == JsonValueKind.String;

    /// <summary>Returns true for content that was shown or used; Matomo exports its type as a number.</summary>
    private static bool IsContent(JsonElement action) => action.Text("type") is "13" or "content";

    private static string? NameOf(JsonElement action) =>
        action.Text("type") switch
        {
            "action" => "pageview",
            "event" => action.Text("eventAction"),
            "search" => MatomoNames.Search,
            "download" => MatomoNames.Download,
            "outlink" => MatomoNames.Outlink,
            "goal" => action.Number("goalId") is { } number ? MatomoNames.Goal((long)number) : null,
            "ecommerceOrder" => MatomoNames.Purchase,
            _ => IsContent(action) ? MatomoNames.Content : null,
        };

    private static Dictionary<string, string> DimensionsOf(JsonElement visit)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["visit:browser"] = ProductNames.Browser(visit.Text("browserName")),
            ["visit:browser_version"] = ProductNames.Version(visit.Text("browserVersion")),
            ["visit:os"] = ProductNames.System(visit.Text("operatingSystemName")),
            ["visit:os_version"] = ProductNames.Version(visit.Text("operatingSystemVersion")),
            ["visit:device"] = ProductNames.Device(visit.Text("deviceType")),
            ["visit:language"] = ProductNames.Language(visit.Text("languageCode")),
            ["visit:country"] = ProductNames.Country(visit.Text("countryCode")),
            ["visit:region_name"] = visit.Text("region") ?? "",
            ["visit:city_name"] = visit.Text("city") ?? "",
        };
        if (visit.Text("countryCode") is { Length: 2 } country && visit.Text("regionCode") is { } region)
        {
            dimensions["visit:region"] = $"{country.ToUpperInvariant()}-{region}";
        }

        if (visit.Text("referrerType") == "campaign")
        {
            dimensions["visit:utm_campaign"] = MatomoCampaign.Stored(visit.Text("campaignName") ?? visit.Text("referrerName") ?? "");
            dimensions["visit:utm_term"] = MatomoCampaign.Stored(visit.Text("campaignKeyword") ?? visit.Text("referrerKeyword") ?? "");
            dimensions["visit:utm_medium"] = visit.Text("campaignMedium") ?? "";
            dimensions["visit:utm_content"] = visit.Text("campaignContent") ?? "";
            dimensions["visit:source"] = dimensions["visit:utm_source"] = visit.Text("campaignSource") ?? "";
        }

        return dimensions;
    }
}
