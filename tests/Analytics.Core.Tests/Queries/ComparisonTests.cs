using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;

namespace Analytics.Core.Tests.Queries;

public sealed class ComparisonTests
{
    [Fact]
    public async Task A_series_shows_every_bucket_beside_the_one_before()
    {
        var site = new AskedSite()
            .Add("2026-03-03T10:00:00Z", 1)
            .Add("2026-03-04T10:00:00Z", 1)
            .Add("2026-03-04T10:00:00Z", 2)
            .Add("2026-03-01T10:00:00Z", 1)
            .Add("2026-03-01T10:01:00Z", 1)
            .Add("2026-03-01T10:02:00Z", 1);

        Assert.Equal(
            "2026-03-03: 1 | 2026-03-01: 3 | -67; 2026-03-04: 2 | 2026-03-02: 0 | 100",
            await CompareAsync(
                site,
                """ "metrics":["pageviews"],"date_range":["2026-03-03","2026-03-04"],"dimensions":["time:day"],"include":{"comparisons":"previous_period"} """
            )
        );
        Assert.Equal(
            "2026-03-07: 0 | 2026-03-05: 0 | 0; 2026-03-08: 0 | 2026-03-06: 0 | 0",
            await CompareAsync(
                site,
                """ "metrics":["pageviews"],"date_range":["2026-03-07","2026-03-08"],"dimensions":["time:day"],"include":{"comparisons":"previous_period"} """
            )
        );
    }

    [Theory]
    [InlineData(-100, 100, 200)]
    [InlineData(-100, -50, 50)]
    [InlineData(-50, -100, -100)]
    [InlineData(100, -50, -150)]
    [InlineData(0, -5, -100)]
    [InlineData(0, 5, 100)]
    [InlineData(0, 0, 0)]
    public void A_change_has_the_sign_of_the_difference(double before, double after, double change) =>
        Assert.Equal(change, PercentChange.Between(before, after));

    [Fact]
    public async Task Bounce_rates_change_in_percentage_points_and_missing_values_do_not_change()
    {
        var site = new AskedSite()
            .Add("2026-03-02T10:00:00Z", 1)
            .Add("2026-03-02T10:00:00Z", 2)
            .Add("2026-03-02T10:01:00Z", 2)
            .Add("2026-03-01T10:00:00Z", 1)
            .Add("2026-03-01T10:00:30Z", 1);

        Assert.Equal(
            "50,30 | 0,30 | 50,0",
            await CompareAsync(
                site,
                """ "metrics":["bounce_rate","visit_duration"],"date_range":["2026-03-02","2026-03-02"],"include":{"comparisons":"previous_period"} """
            )
        );
        Assert.Equal(
            "0,30 | null,null | null,null",
            await CompareAsync(
                site,
                """ "metrics":["bounce_rate","visit_duration"],"date_range":["2026-03-01","2026-03-01"],"include":{"comparisons":"previous_period"} """
            )
        );
    }

    [Fact]
    public async Task Changes_in_points_have_the_decimals_of_their_metric()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, "/a", name: "Buy")
            .Add("2026-03-01T10:01:00Z", 1, "/a")
            .Add("2026-03-01T10:02:00Z", 1, "/a")
            .Add("2026-03-01T10:03:00Z", 1, "/a")
            .Add("2026-03-02T10:00:00Z", 1, "/a", name: "Buy")
            .Add("2026-03-02T10:01:00Z", 1, "/a")
            .Add("2026-03-02T10:01:00Z", 2, "/a")
            .Add("2026-03-02T10:02:00Z", 2, "/a")
            .AddGoals(goals => goals.AddEvent("Buy"));
        for (var visitor = 3UL; visitor <= 7; visitor++)
        {
            site.Add("2026-03-02T10:00:00Z", visitor, "/b");
        }

        const string Compared = "\"date_range\":[\"2026-03-02\",\"2026-03-02\"],\"include\":{\"comparisons\":\"previous_period\"}";
        Assert.Equal(
            "Buy: 14.29,14.29 | Buy: 100,100 | -85.71,-85.71",
            await CompareAsync(
                site,
                $"\"metrics\":[\"conversion_rate\",\"group_conversion_rate\"],\"dimensions\":[\"event:goal\"],{Compared}"
            )
        );
        Assert.Equal(
            "/a: 66.7 | /a: 33.3 | 33.4",
            await CompareAsync(
                site,
                $"\"metrics\":[\"exit_rate\"],\"dimensions\":[\"visit:exit_page\"],\"filters\":[[\"is\",\"visit:exit_page\",[\"/a\"]]],{Compared}"
            )
        );
    }

    [Fact]
    public async Task Groups_are_compared_by_label_and_missing_ones_are_zero()
    {
        var site = new AskedSite()
            .Add("2026-03-02T10:00:00Z", 1, "/a")
            .Add("2026-03-02T10:00:00Z", 2, "/b")
            .Add("2026-03-01T10:00:00Z", 1, "/b")
            .Add("2026-03-01T10:00:00Z", 1, "/c");

        Assert.Equal(
            "/a: 1,50 | /a: 0,0 | 100,100; /b: 1,50 | /b: 1,100 | 0,-50",
            await CompareAsync(
                site,
                """ "metrics":["visitors","percentage"],"date_range":["2026-03-02","2026-03-02"],"dimensions":["event:page"],"include":{"comparisons":"previous_period"} """
            )
        );
    }

    [Theory]
    [InlineData("\"day\"", "previous_period", "2026-03-14T00:00:00Z", "2026-03-14T12:00:00Z")]
    [InlineData("\"day\"", "year_over_year", "2025-03-15T00:00:00Z", "2025-03-15T12:00:00Z")]
    [InlineData("\"month\"", "previous_period", "2026-02-14T00:00:00Z", "2026-02-28T12:00:00Z")]
    [InlineData("[\"2026-03-15\",\"2026-03-16\"]", "previous_period", "2026-03-13T00:00:00Z", "2026-03-13T12:00:00Z")]
    [InlineData("[\"2026-03-16\",\"2026-03-17\"]", "previous_period", "2026-03-14T00:00:00Z", "2026-03-15T23:59:59Z")]
    public async Task A_range_that_runs_is_compared_up_to_the_same_elapsed_time(string range, string mode, string first, string last)
    {
        foreach (var trim in (string[])["false", "true"])
        {
            Assert.Equal(
                (AskedSite.Second(first), AskedSite.Second(last)),
                await new AskedSite().ComparedAsync(
                    $$""" "metrics":["visits"],"date_range":{{range}},"include":{"comparisons":"{{mode}}","trim_relative_date_range":{{trim}}} """
                )
            );
        }
    }

    [Fact]
    public async Task A_bucket_without_a_counterpart_is_compared_with_nothing()
    {
        var site = new AskedSite().Add("2026-03-02T10:00:00Z", 1);

        Assert.Equal(
            "2026-03-01: 0 | 2026-02-01: 0 | 0; 2026-03-02: 1 | : null | null",
            await CompareAsync(
                site,
                """ "metrics":["visits"],"date_range":["2026-03-01","2026-03-02"],"dimensions":["time:day"],"include":{"comparisons":{"mode":"custom","date_range":["2026-02-01","2026-02-01"]}} """
            )
        );
    }

    [Theory]
    [InlineData("\"7d\"", "\"previous_period\"", "2026-03-01", "2026-03-07")]
    [InlineData("\"month\"", "\"previous_period\"", "2026-02-14", "2026-02-28")]
    [InlineData("\"6mo\"", "\"previous_period\"", "2025-03-01", "2025-08-31")]
    [InlineData("\"12mo\"", "\"previous_period\"", "2024-03-01", "2025-02-28")]
    [InlineData("\"7d\"", "\"year_over_year\"", "2025-03-08", "2025-03-14")]
    [InlineData("\"7d\"", """{"mode":"year_over_year","match_day_of_week":true}""", "2025-03-09", "2025-03-15")]
    [InlineData("\"day\"", """{"mode":"previous_period","match_day_of_week":true}""", "2026-03-08", "2026-03-08")]
    [InlineData("\"month\"", """{"mode":"previous_period","match_day_of_week":true}""", "2026-02-08", "2026-02-22")]
    [InlineData("\"30d\"", """{"mode":"previous_period","match_day_of_week":true}""", "2026-01-09", "2026-02-07")]
    [InlineData("[\"2025-01-01\",\"2025-12-31\"]", """{"mode":"year_over_year","match_day_of_week":true}""", "2023-12-27", "2024-12-25")]
    [InlineData("[\"2024-01-01\",\"2025-12-31\"]", """{"mode":"year_over_year","match_day_of_week":true}""", "2023-01-02", "2025-01-01")]
    [InlineData("[\"2024-02-29\",\"2024-02-29\"]", "\"year_over_year\"", "2023-02-28", "2023-02-28")]
    [InlineData("[\"2024-02-23\",\"2024-02-29\"]", "\"year_over_year\"", "2023-02-23", "2023-03-01")]
    [InlineData("\"3mo\"", "\"previous_period\"", "2025-09-01", "2025-11-30")]
    public async Task The_range_compared_with_is_of_whole_days(string range, string comparison, string first, string last)
    {
        var result = await new AskedSite("Europe/Tallinn").AskAsync(
            $$""" "metrics":["visits"],"date_range":{{range}},"include":{"comparisons":{{comparison}}} """
        );

        Assert.Equal(first, result.Executed.ComparedFirst!.Value.ToString("yyyy-MM-dd"));
        Assert.Equal(last, result.Executed.ComparedLast!.Value.ToString("yyyy-MM-dd"));
    }

    [Theory]
    [InlineData("false", "2026-03-01T06:00:00Z", "2026-03-01T11:59:59Z")]
    [InlineData("true", "2026-02-22T12:00:00Z", "2026-02-22T17:59:59Z")]
    public async Task Moments_that_are_moved_to_the_same_day_of_the_week_stay_before_their_range(string isMoved, string first, string last)
    {
        Assert.Equal(
            (AskedSite.Second(first), AskedSite.Second(last)),
            await new AskedSite().ComparedAsync(
                $$$""" "metrics":["visits"],"date_range":["2026-03-01T12:00:00Z","2026-03-01T17:59:59Z"],"include":{"comparisons":{"mode":"previous_period","match_day_of_week":{{{isMoved}}}}} """
            )
        );
    }

    [Theory]
    [InlineData("previous_period", "2026-03-01T06:00:00Z")]
    [InlineData("year_over_year", "2025-03-01T12:00:00Z")]
    public async Task Moments_are_compared_with_as_many_seconds(string mode, string first)
    {
        var result = await new AskedSite().AskAsync(
            $$""" "metrics":["visits"],"date_range":["2026-03-01T12:00:00Z","2026-03-01T17:59:59Z"],"include":{"comparisons":"{{mode}}"} """
        );

        Assert.Equal(AskedSite.Second(first), result.Executed.ComparedFirst!.Value.ToUnixTimeSeconds());
        Assert.Equal(6 * 3_600 - 1, (result.Executed.ComparedLast!.Value - result.Executed.ComparedFirst.Value).TotalSeconds);
    }

    [Theory]
    [InlineData("\"previous_period\"", "include.comparisons is 1969-12-30 to 1969-12-31")]
    [InlineData(
        """{"mode":"custom","date_range":["1960-01-01","1960-01-02"]}""",
        "include.comparisons.date_range is 1960-01-01 to 1960-01-02"
    )]
    public async Task A_comparison_out_of_bounds_is_refused_by_its_own_name(string comparison, string expected)
    {
        var refusal = await Assert.ThrowsAsync<QueryException>(async () =>
            await CompareAsync(
                new AskedSite(),
                $$""" "metrics":["visitors"],"date_range":["1970-01-01","1970-01-02"],"include":{"comparisons":{{comparison}}} """
            )
        );

        Assert.Equal(expected + "; use a range between 1970 and 2099.", refusal.Message);
    }

    private static async Task<string> CompareAsync(AskedSite site, string body) =>
        string.Join("; ", (await site.AskAsync(body)).Rows.Select(Text));

    private static string Text(QueryRow row)
    {
        var compared = row.Comparison!;
        return $"{Side(row.Dimensions, row.Metrics)} | {Side(compared.Dimensions, compared.Metrics)} | {Side([], compared.Change)}";
    }

    private static string Side(IReadOnlyList<string?> dimensions, IReadOnlyList<double?> values) =>
        (dimensions.Count == 0 ? "" : $"{string.Join(",", dimensions)}: ") + string.Join(",", values.Select(AskedSite.Text));
}
