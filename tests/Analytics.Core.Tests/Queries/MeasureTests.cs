using System.Text.Json;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Queries;

/// <summary>Metrics of revenue, of how pages were read, and of values.</summary>
public sealed class MeasureTests
{
    private const string March = "\"date_range\":[\"2026-03-01\",\"2026-03-31\"]";
    private const string Revenue = "\"metrics\":[\"visitors\",\"total_revenue\",\"average_revenue\"]";

    [Fact]
    public async Task Revenue_is_told_in_the_currency_of_the_only_revenue_goals()
    {
        var json = await Shop().JsonAsync($"{Revenue},{March}");
        Assert.Equal(
            """[2,{"value":1234.6,"currency":"EUR","short":"€1.2K","long":"€1,234.60"},{"value":617.3,"currency":"EUR","short":"€617.3","long":"€617.30"}]""",
            json.GetProperty("results")[0].GetProperty("metrics").GetRawText()
        );
    }

    [Fact]
    public async Task The_events_whose_revenue_is_in_another_currency_are_told()
    {
        const string What =
            "is left out, because it is in another currency than the goal's; to see it, add a goal of the same events in that currency.";
        var site = Shop().AddGoals(goals => goals.AddEvent("Donation", currency: "USD"));
        var one = await site.AskAsync($"{Revenue},{March},\"filters\":[[\"is\",\"event:goal\",[\"Purchase\"]]]");
        Assert.Equal(
            new MetricWarning("other_currencies_left_out", $"The revenue of 1 event {What}"),
            one.Meta.MetricWarnings["total_revenue"]
        );
        Assert.Equal(["total_revenue", "average_revenue"], one.Meta.MetricWarnings.Keys);

        // Each goal is told apart, and so are the rows of a page of the list.
        var byGoal = await site.AskAsync($"{Revenue},{March},\"dimensions\":[\"event:goal\"],\"pagination\":{{\"limit\":1}}");
        Assert.Equal($"The revenue of 1 event of 'Purchase' {What}", byGoal.Meta.MetricWarnings["average_revenue"].Warning);

        // A goal of the same events in the other currency has what is left out of the first.
        var both = Shop().AddGoals(goals => goals.AddEvent("Purchase", "Purchase in francs", "CHF"));
        var rows = await both.AskAsync($"{Revenue},{March},\"dimensions\":[\"event:goal\"],\"order_by\":[[\"event:goal\",\"asc\"]]");
        Assert.Equal([1234.6, 7], rows.Rows.Select(row => row.Metrics[1]!.Value));
        Assert.Empty(rows.Meta.MetricWarnings);
        var none = await site.AskAsync($"{Revenue},{March},\"filters\":[[\"is\",\"event:goal\",[\"Donation\"]]]");
        Assert.Empty(none.Meta.MetricWarnings);
    }

    [Theory]
    [InlineData(""" "dimensions":["event:goal"],"filters":[["is","event:goal",["Purchase","Donation"]]] """)]
    [InlineData(""" "filters":[["is","event:goal",["Purchase"]]] """)]
    [InlineData(""" "filters":[["is","event:goal",["Purchase","Second"]]] """)]
    public async Task What_another_goal_of_the_same_events_has_is_not_missing(string of)
    {
        var site = Shop().AddGoals(goals => goals.AddEvent("Donation", currency: "USD").AddEvent("Second", currency: "EUR"));
        Assert.NotEmpty((await site.AskAsync($"{Revenue},{March},{of}")).Meta.MetricWarnings);

        // One of other events is no remedy.
        site.AddGoals(goals => goals.AddEvent("Donation", "In francs", "CHF"));
        Assert.NotEmpty((await site.AskAsync($"{Revenue},{March},{of}")).Meta.MetricWarnings);

        site.AddGoals(goals => goals.AddEvent("Purchase", "Purchase in francs", "CHF"));
        Assert.Empty((await site.AskAsync($"{Revenue},{March},{of}")).Meta.MetricWarnings);
    }

    [Fact]
    public async Task By_goal_revenue_is_told_in_each_goals_own_currency_and_goals_without_one_have_none()
    {
        var site = Shop().AddGoals(goals => goals.AddEvent("Donation", currency: "USD").AddEvent("Signup"));
        var json = await site.JsonAsync($"{Revenue},{March},\"dimensions\":[\"event:goal\"],\"order_by\":[[\"event:goal\",\"asc\"]]");
        var rows = json.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("metrics").GetRawText()).ToList();
        Assert.Equal(
            [
                """[1,{"value":5,"currency":"USD","short":"$5.0","long":"$5.00"},{"value":5,"currency":"USD","short":"$5.0","long":"$5.00"}]""",
                """[2,{"value":1234.6,"currency":"EUR","short":"€1.2K","long":"€1,234.60"},{"value":617.3,"currency":"EUR","short":"€617.3","long":"€617.30"}]""",
                "[1,null,null]",
            ],
            rows
        );
    }

    [Theory]
    [InlineData(
        """["is","event:goal",["Signup"]]""",
        "no_revenue_goals_matching",
        "Revenue metrics are null as there are no matching revenue goals."
    )]
    [InlineData(
        """["is","event:goal",["Donation","Purchase"]]""",
        "no_single_revenue_currency",
        "Revenue metrics are null as there are multiple currencies for the selected event:goals."
    )]
    public async Task Without_one_currency_revenue_is_null_with_a_warning(string filter, string code, string warning)
    {
        var site = Shop().AddGoals(goals => goals.AddEvent("Donation", currency: "USD").AddEvent("Signup"));
        var result = await site.AskAsync($"{Revenue},{March},\"filters\":[{filter}]");
        Assert.Equal([null, null], result.Rows[0].Metrics.Skip(1));
        Assert.Equal(new MetricWarning(code, warning), result.Meta.MetricWarnings["total_revenue"]);
        Assert.Equal(new MetricWarning(code, warning), result.Meta.MetricWarnings["average_revenue"]);
    }

    [Fact]
    public async Task A_site_without_goals_has_no_revenue_and_says_so()
    {
        var result = await new AskedSite().Add("2026-03-01T10:00:00Z", 1).AskAsync($"{Revenue},{March}");
        Assert.Equal("no_revenue_goals_matching", result.Meta.MetricWarnings["total_revenue"].Code);
    }

    [Theory]
    [InlineData("""["and",[["is","event:goal",["Purchase"]]]]""")]
    [InlineData("""["or",[["and",[["is","event:goal",["Purchase"]]]]]]""")]
    [InlineData("""["not",["not",["is","event:goal",["Purchase"]]]]""")]
    [InlineData("""["not",["is","event:goal",["Donation"]]]""")]
    [InlineData("""["or",[["is","event:goal",["Purchase"]],["and",[["is","event:goal",["Purchase"]],["is","event:page",["/none"]]]]]]""")]
    public async Task A_filter_on_goals_chooses_the_currency_however_it_is_nested(string filter)
    {
        var site = Shop().AddGoals(goals => goals.AddEvent("Donation", currency: "USD"));
        Assert.Equal("2,1234.6,617.3", await site.RowsAsync($"{Revenue},{March},\"filters\":[{filter}]"));
        Assert.Equal(
            "Purchase: 2,1234.6,617.3",
            await site.RowsAsync($"{Revenue},{March},\"filters\":[{filter}],\"dimensions\":[\"event:goal\"]")
        );
    }

    [Fact]
    public async Task A_filter_on_goals_chooses_the_currency_and_no_sale_at_all_is_a_total_of_zero()
    {
        var site = Shop().AddGoals(goals => goals.AddEvent("Donation", currency: "USD").AddEvent("Refund", currency: "USD"));
        Assert.Equal("1,5,5", await site.RowsAsync($"{Revenue},{March},\"filters\":[[\"is\",\"event:goal\",[\"Donation\"]]]"));
        Assert.Equal("0,0,null", await site.RowsAsync($"{Revenue},{March},\"filters\":[[\"is\",\"event:goal\",[\"Refund\"]]]"));
    }

    [Theory]
    [InlineData("JPY", "[1.4,1.2,2]", 5, 2)]
    [InlineData("EUR", "[1.004,1.003,1.003]", 3.01, 1)]
    [InlineData("KWD", "[1.0004,1.0003,1.0003]", 3.001, 1)]
    [InlineData("EUR", "[999999999999]", 999_999_999_999, 999_999_999_999)]
    [InlineData("EUR", "[999999999998.99]", 999_999_999_998.99, 999_999_999_998.99)]
    [InlineData("KWD", "[999999999998.999]", 999_999_999_998.999, 999_999_999_998.999)]
    [InlineData("EUR", "[999999999998.99,0.02]", 999_999_999_999.01, 499_999_999_999.51)]
    public async Task Every_amount_has_the_decimals_of_its_currency(string currency, string amounts, double total, double average)
    {
        var site = new AskedSite()
            .AddGoals(goals => goals.AddEvent("Sale", currency: currency))
            .Add(
                JsonElement
                    .Parse(amounts)
                    .EnumerateArray()
                    .Select(
                        (amount, i) =>
                            new NaiveEvent(AskedSite.Domain, AskedSite.Second("2026-03-02T10:00:00"), (ulong)i + 2, "Sale")
                            {
                                Currency = currency,
                                Amount = amount.GetDecimal(),
                            }
                    )
            );
        const string Rolling = "{\"metric\":\"average_revenue\",\"rolling_average\":{\"window\":2}}";

        var result = await site.AskAsync($"\"metrics\":[\"total_revenue\",\"average_revenue\"],{March}");
        var rolling = await site.AskAsync($"\"metrics\":[{Rolling}],{March},\"dimensions\":[\"time:day\"]");
        var day = rolling.Rows.Single(row => row.Dimensions[0] == "2026-03-02");
        using var csv = new StringWriter();
        QueryResultCsv.Write(result, csv);

        Assert.Equal((total, average), (result.Rows[0].Metrics[0], result.Rows[0].Metrics[1]));
        Assert.Equal(average, day.Metrics[0]);
        Assert.EndsWith(FormattableString.Invariant($"\r\n{total},{average},{currency}\r\n"), csv.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_beyond_all_numbers_is_null_with_a_warning_wherever_it_is_used()
    {
        var site = new AskedSite().Add([
            Valued("2026-03-01T10:00:00", double.PositiveInfinity),
            Valued("2026-03-02T10:00:00", 4),
            Valued("2026-03-03T10:00:00", 6),
        ]);
        const string Compared = "\"include\":{\"comparisons\":{\"mode\":\"previous_period\"}}";
        string[] metrics = ["value_sum", "value_average", "value_p50"];
        var names = string.Join(',', metrics.Select(name => $"\"{name}\""));
        foreach (
            var question in (string[])
                [
                    $"\"metrics\":[{names}],\"date_range\":[\"2026-03-02\",\"2026-03-02\"],{Compared}",
                    $"\"metrics\":[{names}],\"date_range\":[\"2026-03-01\",\"2026-03-01\"],{Compared}",
                ]
        )
        {
            var json = await site.JsonAsync(question);
            Assert.Equal(JsonValueKind.Object, json.GetProperty("results")[0].GetProperty("comparison").ValueKind);
            var warnings = json.GetProperty("meta").GetProperty("metric_warnings");
            Assert.Equal("no_finite_number", warnings.GetProperty("value_p50").GetProperty("code").GetString());
        }

        foreach (var average in (string[])["\"window\":2", "\"kind\":\"exponential\",\"half_life\":1"])
        {
            var rolling = await site.AskAsync(
                $"\"metrics\":[{{\"metric\":\"value_p50\",\"rolling_average\":{{{average}}}}}],"
                    + "\"date_range\":[\"2026-03-01\",\"2026-03-03\"],\"dimensions\":[\"time:day\"]"
            );
            Assert.Equal([null, 4.0, average[1] == 'w' ? 5.0 : 16.0 / 3], rolling.Rows.Select(row => row.Metrics[0]));
            Assert.Equal("no_finite_number", rolling.Meta.MetricWarnings["value_p50"].Code);
        }

        static NaiveEvent Valued(string at, double value) => new(AskedSite.Domain, AskedSite.Second(at), 2, "Load") { Value = value };
    }

    [Theory]
    [InlineData(1_500_000_000.01, "EUR", "€1.5B", "€1,500,000,000.01")]
    [InlineData(999.96, "USD", "$1.0K", "$999.96")]
    [InlineData(999_960, "USD", "$1.0M", "$999,960.00")]
    [InlineData(-37.68, "GBP", "-£37.7", "-£37.68")]
    [InlineData(0, "JPY", "¥0.0", "¥0")]
    [InlineData(1234.5, "KWD", "KWD 1.2K", "KWD 1,234.500")]
    [InlineData(1.005, "EUR", "€1.0", "€1.01")]
    [InlineData(6_173_027.295, "EUR", "€6.2M", "€6,173,027.30")]
    [InlineData(-0.004, "EUR", "€0.0", "€0.00")]
    [InlineData(9_000_000_000_000_000, "CHF", "CHF 9000.0T", "CHF 9,000,000,000,000,000.00")]
    public void Money_reads_as_people_write_it(double amount, string currency, string shortText, string longText)
    {
        Assert.Equal(shortText, MoneyText.Short(amount, currency));
        Assert.Equal(longText, MoneyText.Long(amount, currency));
    }

    [Fact]
    public async Task Scroll_depth_is_the_mean_over_visits_of_the_deepest_and_time_on_page_that_of_the_sum()
    {
        var site = Reading();
        const string metrics = "\"metrics\":[\"visitors\",\"scroll_depth\",\"time_on_page\"]";
        Assert.Equal("/a: 2,60,20; /b: 1,null,3", await site.RowsAsync($"{metrics},{March},\"dimensions\":[\"event:page\"]"));
        Assert.Equal("2,60,20", await site.RowsAsync($"{metrics},{March},\"filters\":[[\"is\",\"event:page\",[\"/a\"]]]"));
        Assert.Equal(
            "2026-03-01: 1,80,35; 2026-03-02: 1,40,5",
            await site.RowsAsync($"{metrics},{March},\"filters\":[[\"is\",\"event:page\",[\"/a\"]]],\"dimensions\":[\"time:day\"]")
        );
    }

    [Fact]
    public async Task A_page_of_which_only_engagement_is_in_the_range_is_no_row() =>
        Assert.Equal(
            "/a: 1,0",
            await new AskedSite()
                .Add([
                    new(AskedSite.Domain, AskedSite.Second("2026-03-01T23:59:00Z"), 1, Page: "/b"),
                    new(AskedSite.Domain, AskedSite.Second("2026-03-02T00:01:00Z"), 1, "engagement", "/b") { ScrollDepth = 50 },
                    new(AskedSite.Domain, AskedSite.Second("2026-03-02T00:02:00Z"), 1, Page: "/a"),
                    new(AskedSite.Domain, AskedSite.Second("2026-03-02T00:03:00Z"), 1, "engagement", "/a") { ScrollDepth = 0 },
                ])
                .RowsAsync(
                    "\"metrics\":[\"visitors\",\"scroll_depth\"],\"date_range\":[\"2026-03-02\",\"2026-03-02\"],\"dimensions\":[\"event:page\"]"
                )
        );

    [Theory]
    [InlineData("scroll_depth")]
    [InlineData("time_on_page")]
    public async Task How_pages_were_read_needs_a_page(string metric)
    {
        var refusal = await Assert.ThrowsAsync<QueryException>(() => Reading().AskAsync($"\"metrics\":[\"{metric}\"],{March}"));
        Assert.Equal($"The metric {metric} needs event:page in dimensions or filters; add it there.", refusal.Message);
    }

    [Fact]
    public async Task Values_are_summed_averaged_and_ranked_exactly()
    {
        var site = new AskedSite().Add(
            Enumerable
                .Range(1, 10)
                .Select(i => new NaiveEvent(
                    AskedSite.Domain,
                    AskedSite.Second("2026-03-01T10:00:00Z") + i,
                    1,
                    i == 10 ? "other" : "sample"
                )
                {
                    Value = i * 0.1,
                })
        );
        const string metrics = "\"metrics\":[\"value_sum\",\"value_average\",\"value_p50\",\"value_p90\",\"value_p99\"]";
        Assert.Equal(
            "other: 1,1,1,1,1; sample: 4.5,0.5,0.5,0.82,0.892",
            Rounded(await site.AskAsync($"{metrics},{March},\"dimensions\":[\"event:name\"],\"order_by\":[[\"event:name\",\"asc\"]]"))
        );
        Assert.Equal("0,null,null,null,null", await site.RowsAsync($"{metrics},{March},\"filters\":[[\"is\",\"event:name\",[\"none\"]]]"));
    }

    [Fact]
    public async Task Percentiles_of_visit_duration_count_bounces_as_zero()
    {
        var site = new AskedSite();
        for (var visitor = 1UL; visitor <= 4; visitor++)
        {
            site.Add("2026-03-01T10:00:00Z", visitor).Add($"2026-03-01T10:00:{visitor * 10}Z", visitor);
        }

        site.Add("2026-03-01T10:00:00Z", 5);
        Assert.Equal(
            "20,36,20",
            await site.RowsAsync($"\"metrics\":[\"visit_duration_p50\",\"visit_duration_p90\",\"visit_duration\"],{March}")
        );
    }

    [Fact]
    public void More_numbers_than_fit_in_memory_are_refused()
    {
        var budget = new SampleBudget();
        budget.Take(SampleBudget.Max);
        Assert.Contains("use a shorter date_range", Assert.Throws<QueryException>(() => budget.Take()).Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Two sales of 1,000 and 234.60 euros, one in another currency, a donation of 5 dollars and revenue of an event that is no goal.
    /// </summary>
    private static AskedSite Shop() =>
        new AskedSite()
            .Add([
                Sale("Purchase", 1, 1_000m, "EUR"),
                Sale("Purchase", 2, 234.6m, "EUR"),
                Sale("Purchase", 1, 7m, "CHF"),
                Sale("Donation", 1, 5m, "USD"),
                Sale("Gift", 1, 99m, "EUR"),
                Sale("Signup", 1, 0m, null),
            ])
            .AddGoals(goals => goals.AddEvent("Purchase", currency: "EUR"));

    private static NaiveEvent Sale(string name, ulong visitor, decimal amount, string? currency) =>
        new(AskedSite.Domain, AskedSite.Second("2026-03-01T10:00:00Z"), visitor, name) { Amount = amount, Currency = currency };

    /// <summary>One visit reads /a to 60 and 80 per cent in 35 seconds and /b for 3, another /a to 40 per cent in 5.</summary>
    private static AskedSite Reading() =>
        new AskedSite().Add([
            Read("2026-03-01T10:00:00Z", 1, "/a"),
            Read("2026-03-01T10:00:10Z", 1, "/a", 60, 10_000),
            Read("2026-03-01T10:00:40Z", 1, "/a", 80, 25_000),
            Read("2026-03-01T10:00:41Z", 1, "/b"),
            Read("2026-03-01T10:00:50Z", 1, "/b", null, 3_000),
            Read("2026-03-02T10:00:00Z", 2, "/a"),
            Read("2026-03-02T10:00:10Z", 2, "/a", 40, 5_000),
        ]);

    private static NaiveEvent Read(string at, ulong visitor, string page, int? depth = null, long? time = null) =>
        new(AskedSite.Domain, AskedSite.Second(at), visitor, time is null ? "pageview" : "engagement", page)
        {
            ScrollDepth = depth,
            EngagedFor = time,
        };

    private static string Rounded(QueryResult result) =>
        string.Join(
            "; ",
            result.Rows.Select(row =>
                $"{row.Dimensions[0]}: {string.Join(",", row.Metrics.Select(value => AskedSite.Text(Math.Round(value!.Value, 9))))}"
            )
        );
}
