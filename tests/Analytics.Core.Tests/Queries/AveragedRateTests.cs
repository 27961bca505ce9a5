using System.Globalization;

namespace Analytics.Core.Tests.Queries;

/// <summary>Averages of rates, which do not depend on where the range of a question begins.</summary>
public sealed class AveragedRateTests
{
    private const string Buyers = "\"filters\":[[\"is\",\"event:goal\",[\"Buy\"]]]";

    [Fact]
    public async Task An_average_of_a_share_is_of_the_visitors_of_its_buckets()
    {
        // Ten visitors on each of the first ten days of March, of whom five buy; one who does not on the 11th.
        var site = new AskedSite().AddGoals(goals => goals.AddEvent("Buy"));
        for (var day = 1; day <= 10; day++)
        {
            for (var visitor = 0; visitor < 10; visitor++)
            {
                var id = (ulong)((day * 100) + visitor);
                site.Add($"2026-03-{day:00}T10:00:00Z", id);
                if (visitor < 5)
                {
                    site.Add($"2026-03-{day:00}T10:01:00Z", id, name: "Buy");
                }
            }
        }

        site.Add("2026-03-11T10:00:00Z", 9_999);
        const string Averages = """
            "metrics":[{"metric":"conversion_rate","rolling_average":{"window":10}},
                       {"metric":"conversion_rate","rolling_average":{"window":10,"pooled":true}},
                       {"metric":"group_conversion_rate","rolling_average":{"window":10,"pooled":true}}],"dimensions":["time:day"]
            """;

        // Nine days of 50 % and one of 0 %; 45 of 91 visitors.
        const string Expected = "45,49.45054945054945,49.45054945054945";
        Assert.Equal(
            $"2026-03-11: {Expected}",
            await site.RowsAsync($"{Averages},{Buyers},\"date_range\":[\"2026-03-11\",\"2026-03-11\"]")
        );
        Assert.EndsWith(
            $"2026-03-11: {Expected}",
            await site.RowsAsync($"{Averages},{Buyers},\"date_range\":[\"2026-03-01\",\"2026-03-11\"]"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "2026-03-11: 100",
            await site.RowsAsync(
                """
                "metrics":[{"metric":"percentage","rolling_average":{"window":10}}],"dimensions":["time:day"],
                "date_range":["2026-03-11","2026-03-11"]
                """
            )
        );

        // The plain rate is still of all visitors of the range.
        Assert.Equal(
            "2026-03-10: 45.45",
            await site.RowsAsync(
                $"\"metrics\":[\"conversion_rate\"],\"dimensions\":[\"time:day\"],{Buyers},\"date_range\":[\"2026-03-10\",\"2026-03-11\"]"
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"pooled\":true")]
    public async Task An_exponential_average_of_a_rate_stays_over_a_gap_wherever_the_range_begins(string pooled)
    {
        // Bounces by the hour from 00:00 to 09:00, the last hour with one visit of two pages; then nothing for days.
        var site = new AskedSite();
        for (var hour = 0; hour < 10; hour++)
        {
            site.Add($"2026-03-01T{hour:00}:00:00Z", (ulong)hour);
        }

        site.Add("2026-03-01T09:05:00Z", 9);
        var expected =
            100.0 * Enumerable.Range(1, 9).Sum(age => Math.Pow(4, -age)) / Enumerable.Range(0, 10).Sum(age => Math.Pow(4, -age));
        foreach (var from in (string[])["2026-03-01", "2026-03-02", "2026-03-03"])
        {
            var result = await site.AskAsync(
                $$"""
                "metrics":[{"metric":"bounce_rate","rolling_average":{"kind":"exponential","half_life":0.5{{pooled}} } }],
                "date_range":["{{from}}","2026-03-03"],"dimensions":["time:hour"]
                """
            );
            var row = result.Rows.Single(row => row.Dimensions[0] == "2026-03-03 00:00:00");
            Assert.Equal(expected, row.Metrics[0]!.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1_000)]
    public async Task An_exponential_average_of_a_rate_ends_with_the_longest_gap(int minutes)
    {
        var first = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var site = new AskedSite().Add(first.ToString("O", CultureInfo.InvariantCulture), 1);
        var last = first.AddMinutes(Core.Queries.Syntax.RollingAverage.MaxGap);

        var result = await site.AskAsync(
            $$"""
            "metrics":[{"metric":"bounce_rate","rolling_average":{"kind":"exponential","half_life":3} }],
            "date_range":["{{last.AddMinutes(-minutes):s}}Z","{{last.AddSeconds(119):s}}Z"],"dimensions":["time:minute"]
            """
        );

        Assert.Equal([100, null], result.Rows.TakeLast(2).Select(row => row.Metrics[0]));
    }

    [Fact]
    public async Task A_range_before_the_first_event_has_no_averages() =>
        Assert.Equal(
            "",
            await new AskedSite()
                .Add("2026-03-10T10:00:00Z", 1)
                .RowsAsync(
                    """
                    "metrics":[{"metric":"pageviews","rolling_average":{"window":3}}],"dimensions":["time:day"],
                    "date_range":["2026-02-01","2026-02-05"]
                    """
                )
        );
}
