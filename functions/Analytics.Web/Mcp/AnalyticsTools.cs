using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Analytics.Web.Mcp;

/// <summary>The tools by which an assistant reads statistics. None changes anything. Thread-safe.</summary>
[McpServerToolType]
internal sealed class AnalyticsTools(InnerRequests api)
{
    /// <summary>Maximum number of rows of an answer.</summary>
    public const int MaxRows = 100;

    /// <summary>Maximum number of characters of an answer, because assistants pay for their input.</summary>
    public const int MaxCharacters = 20_000;

    private const string SiteText = "The site's domain, as list_sites gives it.";
    private const string SitesText =
        SiteText + " Or a list of up to 50 of them, whose numbers are summed: a person on two sites counts twice.";
    private const string RangeText =
        "day (today), 7d, 28d, 30d, 91d, month, 6mo, 12mo, year, all, realtime (30 minutes), "
        + "or two days as 2026-01-01,2026-01-31 or [\"2026-01-01\",\"2026-01-31\"].";
    private const string CompareText = "previous_period or year_over_year, to compare.";
    private const string FiltersText =
        "Filters as in [[\"is\",\"visit:country\",[\"EE\"]],[\"contains\",\"event:page\",[\"/blog\"]]]; "
        + "operators is, is_not, contains, contains_not, matches, matches_not; [\"is\",\"segment\",[\"1\"]] names a saved segment.";

    [McpServerTool(Name = "list_sites", Title = "List sites", ReadOnly = true, OpenWorld = false)]
    [Description("Lists the sites that the key sees, with their time zones.")]
    public async Task<string> ListSitesAsync() =>
        Write(
            new JsonArray([
                .. (await api.AskAsync("ListSites"))["sites"]!
                    .AsArray()
                    .Select(site =>
                        (JsonNode)
                            new JsonObject { ["site_id"] = site!["domain"]!.DeepClone(), ["timezone"] = site["timezone"]!.DeepClone() }
                    ),
            ])
        );

    [McpServerTool(Name = "list_definitions", Title = "List goals, segments, funnels and annotations", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Lists what the site's owner defined: goals (for event:goal), saved segments and funnels with their ids, "
            + "and annotations that explain what happened when."
    )]
    public async Task<string> ListDefinitionsAsync([Description(SiteText)] string site_id)
    {
        var answer = new JsonObject
        {
            ["goals"] = Pick((await api.AskAsync("ListSiteGoals", site: site_id))["goals"], "display_name", "goal_type"),
            ["segments"] = Pick((await api.AskAsync("ListSiteSegments", site: site_id))["items"], "id", "name"),
            ["funnels"] = Pick((await api.AskAsync("ListSiteFunnels", site: site_id))["items"], "id", "name", "content"),
            ["annotations"] = Pick((await api.AskAsync("ListSiteAnnotations", site: site_id))["items"], "name", "content"),
        };
        return Write(answer);
    }

    [McpServerTool(Name = "query", Title = "Ask for statistics", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Answers with metrics of a site, or of several together, over a range, in total or by dimensions, exact unless it has sampling. "
            + "metric_warnings say what else to know of a metric. Without a dimension there is one row."
    )]
    public async Task<string> QueryAsync(
        [Description(SitesText)] JsonElement site_id,
        [Description(
            "Some of visitors, visits, pageviews, events, views_per_visit, bounce_rate, visit_duration, visit_duration_p50, "
                + "visit_duration_p90, percentage, exit_rate, conversion_rate, group_conversion_rate, scroll_depth, time_on_page, "
                + "total_revenue, average_revenue, value_sum, value_average, value_p50, "
                + "value_p90, value_p99, refused, filtered, duplicates."
        )]
            string[] metrics,
        [Description(RangeText)] JsonElement date_range,
        [Description(
            "Such as event:page, event:goal, event:props:KEY, visit:source, visit:channel, visit:country_name, visit:device, "
                + "visit:browser, visit:entry_page, time:day, time:week, time:month."
        )]
            string[]? dimensions = null,
        [Description(FiltersText)] JsonElement? filters = null,
        [Description("Pairs as in [[\"visitors\",\"desc\"]].")] JsonElement? order_by = null,
        [Description(CompareText)] string? compare = null,
        [Description("Rows, 1 to 100. Default: 20.")] int limit = 20
    )
    {
        var body = Body(JsonNode.Parse(site_id.GetRawText()), date_range, filters);
        body["metrics"] = Texts(metrics);
        body["dimensions"] = Texts(dimensions ?? []);
        body["pagination"] = new JsonObject { ["limit"] = Math.Clamp(limit, 1, MaxRows) };
        body["include"] = new JsonObject { ["total_rows"] = true };
        Compare(body, compare);
        Put(body, "order_by", order_by);

        var answer = await api.AskAsync("Query", body);
        var shown = new JsonObject
        {
            ["columns"] = Texts([.. dimensions ?? [], .. metrics]),
            ["rows"] = new JsonArray([.. answer["results"]!.AsArray().Select(row => Row(row!))]),
            ["total_rows"] = answer["meta"]?["total_rows"]?.DeepClone(),
            ["date_range"] = answer["query"]?["date_range"]?.DeepClone(),
            ["sites"] = answer["meta"]?["sites"]?.DeepClone(),
        };
        foreach (var member in (string[])["sampling", "metric_warnings"])
        {
            if (answer["meta"]?[member] is { } said)
            {
                shown[member] = said.DeepClone();
            }
        }

        return Write(shown);
    }

    [McpServerTool(Name = "funnel", Title = "Count a funnel", ReadOnly = true, OpenWorld = false)]
    [Description("Counts how many visitors get through 2 to 8 steps in order, and where they leave.")]
    public async Task<string> FunnelAsync(
        [Description(SiteText)] string site_id,
        [Description(RangeText)] JsonElement date_range,
        [Description("Steps as in [{\"page\":\"/cart\"},{\"event\":\"Checkout\"},{\"goal\":\"Purchase\"}].")] JsonElement steps,
        [Description("visit, or a time such as 30s, 30m, 24h or 7d. Default: 24h.")] string? window = null,
        [Description("sequential, strict or flexible. Default: sequential.")] string? order = null,
        [Description("A dimension such as visit:device, whose 5 largest values and the rest are counted apart.")] string? split = null,
        [Description(CompareText)] string? compare = null,
        [Description(FiltersText)] JsonElement? filters = null
    )
    {
        var body = Body(site_id, date_range, filters);
        Put(body, "steps", steps);
        Put(body, "window", window);
        Put(body, "order", order);
        Compare(body, compare);
        if (split is not null)
        {
            body["split"] = new JsonObject { ["dimension"] = split };
        }

        return Write(Without(await api.AskAsync("Funnel", body), "query"));
    }

    [McpServerTool(Name = "journeys", Title = "Follow visitors", ReadOnly = true, OpenWorld = false)]
    [Description("Shows what visitors do next after a path of pages, events or goals, or did before it.")]
    public async Task<string> JourneysAsync(
        [Description(SiteText)] string site_id,
        [Description(RangeText)] JsonElement date_range,
        [Description("Steps as in [{\"page\":\"/\"}]; left out for the beginnings of visits.")] JsonElement? path = null,
        [Description("forward or backward. Default: forward.")] string? direction = null,
        [Description("page, or directory to take the pages of a directory together. Default: page.")] string? group = null,
        [Description("What the names of next steps contain.")] string? search = null,
        [Description(FiltersText)] JsonElement? filters = null
    )
    {
        var body = Body(site_id, date_range, filters);
        Put(body, "path", path);
        Put(body, "direction", direction);
        Put(body, "group", group);
        Put(body, "search", search);
        return Write(Without(await api.AskAsync("Journeys", body), "query"));
    }

    [McpServerTool(Name = "retention", Title = "Count who comes back", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Counts visitors by the period in which they first came, and how many of them came back in later periods. "
            + "Says so if the site's events have no lasting visitor ids."
    )]
    public async Task<string> RetentionAsync(
        [Description(SiteText)] string site_id,
        [Description(RangeText)] JsonElement date_range,
        [Description("day, week or month. Default: week.")] string? cohort_by = null,
        [Description("What makes a visitor one of a cohort, a step as in {\"event\":\"Signup\"}. Default: any event.")]
            JsonElement? first = null,
        [Description("What counts as coming back, a step as in {\"page\":\"/shop/**\"}. Default: any event.")]
            JsonElement? returning = null,
        [Description(FiltersText)] JsonElement? filters = null
    )
    {
        var body = Body(site_id, date_range, filters);
        Put(body, "cohort_by", cohort_by);
        Put(body, "first", first);
        Put(body, "returning", returning);
        return Write(Without(await api.AskAsync("Retention", body), "query"));
    }

    private static JsonObject Body(JsonNode? site, JsonElement range, JsonElement? filters)
    {
        var days = range.ValueKind == JsonValueKind.String ? range.GetString()!.Split(',', StringSplitOptions.TrimEntries) : [];
        var body = new JsonObject
        {
            ["site_id"] = site,
            ["date_range"] = days.Length == 2 ? Texts(days) : JsonNode.Parse(range.GetRawText()),
        };
        Put(body, "filters", filters);
        return body;
    }

    private static void Compare(JsonObject body, string? mode)
    {
        if (mode is not null)
        {
            body["include"] ??= new JsonObject();
            body["include"]!["comparisons"] = new JsonObject { ["mode"] = mode };
        }
    }

    private static void Put(JsonObject body, string name, string? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    private static void Put(JsonObject body, string name, JsonElement? value)
    {
        if (value is { ValueKind: not JsonValueKind.Null } sent)
        {
            body[name] = JsonNode.Parse(sent.GetRawText());
        }
    }

    private static JsonArray Row(JsonNode row)
    {
        var cells = new JsonArray([.. row["dimensions"]!.AsArray().Concat(row["metrics"]!.AsArray()).Select(cell => cell?.DeepClone())]);
        if (row["comparison"]?["change"] is { } change)
        {
            cells.Add(new JsonObject { ["change_percent"] = change.DeepClone() });
        }

        return cells;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonArray Pick(JsonNode? items, params string[] members) =>
        new([
            .. items!
                .AsArray()
                .Select(item =>
                    (JsonNode)new JsonObject(members.Select(member => KeyValuePair.Create(member, item![member]?.DeepClone())))
                ),
        ]);

    private static JsonNode Without(JsonNode answer, string member)
    {
        answer.AsObject().Remove(member);
        return answer;
    }

    private static string Write(JsonNode answer)
    {
        var text = answer.ToJsonString(
            new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        return text.Length <= MaxCharacters
            ? text
            : throw new McpException(
                $"The answer has {text.Length} characters, more than {MaxCharacters}; ask for fewer rows, dimensions or a shorter range."
            );
    }
}
