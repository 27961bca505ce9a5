using System.Net;
using System.Text.Json.Nodes;
using Analytics.Core.Queries.Labels;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Queries;

/// <summary>
/// Queries put together from everything that Plausible's Stats API v2 allows, within its rules about what goes together.
/// </summary>
public sealed class LegalQueriesTests
{
    private const int Count = 300;

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static readonly string[] Ranges =
    [
        "\"day\"",
        "\"7d\"",
        "\"28d\"",
        "\"30d\"",
        "\"91d\"",
        "\"month\"",
        "\"6mo\"",
        "\"12mo\"",
        "\"year\"",
        "\"all\"",
        "\"24h\"",
        "[\"2026-01-01\",\"2026-01-31\"]",
        "[\"2026-03-01T00:00:00Z\",\"2026-03-02T12:30:00+02:00\"]",
    ];

    private static readonly string[] VisitDimensions =
    [
        .. DimensionTable.Names(withTime: false).Split(", ").Where(name => name.StartsWith("visit:", StringComparison.Ordinal)),
    ];

    private static readonly string[] EventDimensions = ["event:name", "event:hostname", "event:props:plan", "event:goal"];
    private static readonly string[] TimeDimensions = ["time", "time:day", "time:week", "time:month"];
    private static readonly string[] EventMetrics = ["visitors", "visits", "pageviews", "events", "percentage"];
    private static readonly string[] VisitMetrics = ["bounce_rate", "visit_duration", "views_per_visit"];

    [Fact]
    public async Task All_of_them_are_answered()
    {
        await using var host = await ApiHost.StartAsync(
            events: [new NaiveEvent("example.com", Noon - 60, 1, Page: "/a"), new NaiveEvent("example.com", Noon - 86_460, 2, Page: "/b")]
        );
        await host.AddSiteAsync("example.com");
        using var goal = await host.PostAsync(
            "/api/v1/sites/example.com/goals",
            """{"goal_type":"event","event_name":"Signup"}""",
            ApiHost.AdminKey
        );
        var refused = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var query = Make(new Random(i)).ToJsonString();
            using var response = await host.PostAsync("/api/v2/query", query, ApiHost.AdminKey);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                refused.Add($"{query}: {await ApiHost.ErrorAsync(response)}");
            }
        }

        Assert.True(refused.Count == 0, $"{refused.Count} refused:\n" + string.Join('\n', refused));
    }

    private static JsonObject Make(Random random)
    {
        var dimensions = new List<string>();
        var metrics = new HashSet<string>();
        var filters = Filters(random);

        // What a visit has done is no filter of its events.
        var filtersPage = filters.Any(filter => filter![1]!.ToString() == "event:page");
        var filtersGoal = filters.ToJsonString().Contains("event:goal", StringComparison.Ordinal);
        switch (random.Next(6))
        {
            case 0:
                break;
            case 1:
                dimensions.AddRange(Some(random, VisitDimensions, 1 + random.Next(3)));
                break;
            case 2:
                dimensions.Add(Pick(random, EventDimensions));
                break;
            case 3:
                dimensions.Add("event:page");
                break;
            case 4:
                dimensions.Add(Pick(random, TimeDimensions));
                break;
            default:
                dimensions.AddRange([Pick(random, TimeDimensions), Pick(random, VisitDimensions)]);
                break;
        }

        metrics.UnionWith(Some(random, dimensions.Count == 0 ? EventMetrics[..4] : EventMetrics, 1 + random.Next(3)));
        var ofEvents = dimensions.Exists(dimension =>
            dimension.StartsWith("event:", StringComparison.Ordinal) && dimension != "event:page"
        );
        if (!ofEvents && random.Next(2) == 0)
        {
            metrics.Add(Pick(random, filtersPage || dimensions.Contains("event:page") ? VisitMetrics[..2] : VisitMetrics));
        }

        if (filtersGoal || dimensions.Contains("event:goal"))
        {
            metrics.Add("conversion_rate");
        }

        if (dimensions.Contains("event:page") || filtersPage)
        {
            metrics.Add(Pick(random, ["scroll_depth", "time_on_page"]));
        }

        var query = new JsonObject
        {
            ["site_id"] = "example.com",
            ["metrics"] = Texts(metrics),
            ["date_range"] = JsonNode.Parse(Pick(random, Ranges)),
            ["dimensions"] = Texts(dimensions),
        };
        if (filters.Count > 0)
        {
            query["filters"] = filters;
        }

        if (random.Next(3) == 0)
        {
            query["order_by"] = new JsonArray(new JsonArray(metrics.First(), random.Next(2) == 0 ? "asc" : "desc"));
        }

        if (random.Next(3) == 0)
        {
            query["pagination"] = new JsonObject { ["limit"] = 1 + random.Next(10_000), ["offset"] = random.Next(100) };
        }

        var include = new JsonObject();
        if (random.Next(4) == 0)
        {
            include["imports"] = true;
        }

        if (random.Next(4) == 0)
        {
            include["total_rows"] = true;
        }

        if (random.Next(4) == 0 && dimensions.Exists(dimension => dimension.StartsWith("time", StringComparison.Ordinal)))
        {
            include["time_labels"] = true;
        }

        if (include.Count > 0)
        {
            query["include"] = include;
        }

        return query;
    }

    private static JsonArray Filters(Random random)
    {
        string[] pool =
        [
            """["is","visit:country",["EE","LV"]]""",
            """["is_not","visit:source",["Google"]]""",
            """["contains","visit:referrer",["news","blog"]]""",
            """["contains_not","visit:utm_campaign",["sale"]]""",
            """["matches","event:page",["^/a","b$"]]""",
            """["matches_not","visit:browser",["^Chrome"]]""",
            """["is","event:page",["/a","/b"]]""",
            """["contains","event:page",["A"],{"case_sensitive":false}]""",
            """["is","event:goal",["Signup"]]""",
            """["is","event:props:plan",["pro","(none)"]]""",
            """["is","event:hostname",["example.com"]]""",
            """["not",["is","visit:device",["Mobile"]]]""",
            """["and",[["is","visit:os",["Linux"]],["is_not","visit:city",["1"]]]]""",
            """["or",[["is","visit:channel",["Direct"]],["contains","visit:entry_page",["/"]]]]""",
            """["has_done",["is","event:name",["Signup"]]]""",
            """["has_not_done",["contains","event:page",["/b"]]]""",
            """["not",["or",[["is","visit:region",["EE-37"]],["is","visit:os_version",["10"]]]]]""",
        ];
        return new JsonArray([.. Some(random, pool, random.Next(3)).Select(filter => JsonNode.Parse(filter))]);
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string Pick(Random random, IReadOnlyList<string> from) => from[random.Next(from.Count)];

    private static IEnumerable<string> Some(Random random, IReadOnlyList<string> from, int count) =>
        from.OrderBy(_ => random.Next()).Take(count).ToList();
}
