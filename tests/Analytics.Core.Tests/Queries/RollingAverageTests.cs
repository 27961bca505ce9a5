using System.Globalization;

namespace Analytics.Core.Tests.Queries;

public sealed class RollingAverageTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    public async Task A_simple_average_is_the_mean_of_the_last_days_including_those_before_the_range(int window)
    {
        var counts = Counts(90, seed: 1);
        var result = await SiteOf(counts)
            .AskAsync(
                $$"""
                "metrics":["pageviews",{"metric":"pageviews","rolling_average":{"window":{{window}} } }],"date_range":["2026-02-01","2026-03-10"],"dimensions":["time:day"]
                """
            );

        Assert.Equal(38, result.Rows.Count);
        for (var i = 0; i < 38; i++)
        {
            var day = 31 + i;
            Assert.Equal(counts[day], result.Rows[i].Metrics[0]);
            Assert.Equal(Enumerable.Range(day - window + 1, window).Average(d => counts[d]), result.Rows[i].Metrics[1]!.Value, 1e-12);
        }
    }

    [Fact]
    public async Task Days_before_the_first_event_are_no_zeros_of_an_average()
    {
        var site = new AskedSite().Add("2026-03-02T10:00:00Z", 1);

        Assert.Equal(
            "2026-03-02: 1; 2026-03-03: 0.5",
            await site.RowsAsync(
                """
                "metrics":[{"metric":"visitors","rolling_average":{"window":4}}],"date_range":["2026-03-01","2026-03-03"],"dimensions":["time:day"]
                """
            )
        );
    }

    [Fact]
    public async Task An_exponential_average_weighs_by_age()
    {
        var counts = Counts(90, seed: 2);
        var result = await SiteOf(counts)
            .AskAsync(
                """
                "metrics":[{"metric":"pageviews","rolling_average":{"kind":"exponential","half_life":1.5}}],"date_range":["2026-03-01","2026-03-10"],"dimensions":["time:day"]
                """
            );

        for (var i = 0; i < result.Rows.Count; i++)
        {
            var day = 59 + i;
            var weights = Enumerable.Range(0, 48).Select(age => Math.Pow(0.5, age / 1.5)).ToArray();
            var expected = weights.Select((weight, age) => weight * counts[day - age]).Sum() / weights.Sum();
            Assert.Equal(expected, result.Rows[i].Metrics[0]!.Value, expected * 1e-8);
        }
    }

    [Fact]
    public async Task Buckets_in_which_a_metric_has_no_value_pass_time_but_do_not_count()
    {
        // Bounce rates by day: 100, none, 0, none, none, none, 100. The last average weighs them 1/64, 1/16 and 1.
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1)
            .Add("2026-03-03T10:00:00Z", 1)
            .Add("2026-03-03T10:01:00Z", 1)
            .Add("2026-03-07T10:00:00Z", 1);
        const string Ask =
            """ "metrics":[{"metric":"bounce_rate","rolling_average":AVERAGE}],"date_range":["2026-03-01","2026-03-07"],"dimensions":["time:day"] """;

        Assert.Equal(
            "100,100,50,0,0,null,100",
            Values(await site.AskAsync(Ask.Replace("AVERAGE", """{"window":3}""", StringComparison.Ordinal)))
        );
        Assert.Equal(
            "100,100,20,20,20,20,94.20289855072464",
            Values(await site.AskAsync(Ask.Replace("AVERAGE", """{"kind":"exponential","half_life":1}""", StringComparison.Ordinal)))
        );
    }

    [Theory]
    [InlineData("""{"window":3}""", "\"2026-03-04\"")]
    [InlineData("""{"window":1}""", "\"2026-03-02\"")]
    [InlineData("""{"window":9}""", "null")]
    public async Task The_answer_says_from_where_on_averages_are_complete(string average, string expected)
    {
        var json = await new AskedSite()
            .Add("2026-03-02T10:00:00Z", 1)
            .JsonAsync(
                $$"""
                "metrics":[{"metric":"visitors","rolling_average":{{average}} }],"date_range":["2026-03-01","2026-03-09"],"dimensions":["time:day"]
                """
            );
        Assert.Equal(expected, json.GetProperty("meta").GetProperty("rolling").GetProperty("complete_from").GetRawText());
    }

    [Fact]
    public async Task A_site_without_events_has_no_averages() =>
        Assert.Empty(
            (
                await new AskedSite().AskAsync(
                    """
                    "metrics":[{"metric":"visitors","rolling_average":{"window":4}}],"date_range":["2026-03-01","2026-03-03"],"dimensions":["time:day"]
                    """
                )
            ).Rows
        );

    [Fact]
    public async Task A_pooled_rate_averages_numerator_and_denominator_apart()
    {
        // Bounces of visits by day: 1 of 1, 0 of 3, none.
        var site = new AskedSite().Add("2026-03-01T10:00:00Z", 1);
        for (var visitor = 1UL; visitor <= 3; visitor++)
        {
            site.Add("2026-03-02T10:00:00Z", visitor).Add("2026-03-02T10:01:00Z", visitor);
        }

        var result = await site.AskAsync(
            """
            "metrics":[{"metric":"bounce_rate","rolling_average":{"window":2}},{"metric":"bounce_rate","rolling_average":{"window":2,"pooled":true}},
                       {"metric":"bounce_rate","rolling_average":{"kind":"exponential","half_life":1,"pooled":true}}],
            "date_range":["2026-03-01","2026-03-03"],"dimensions":["time:day"]
            """
        );
        Assert.Equal(
            "2026-03-01: 100,100,100; 2026-03-02: 50,25,14.285714285714292; 2026-03-03: 0,0,14.285714285714292",
            AskedSite.Rows(result)
        );
        Assert.Equal(["bounce_rate"], result.Meta.Rolling!.Pooled);
    }

    [Fact]
    public async Task A_count_is_not_pooled()
    {
        var refusal = await Assert.ThrowsAsync<Core.Queries.QueryException>(() =>
            new AskedSite().AskAsync(
                """
                "metrics":[{"metric":"visits","rolling_average":{"window":2,"pooled":true}}],"date_range":["2026-03-01","2026-03-03"],"dimensions":["time:day"]
                """
            )
        );
        Assert.Equal("metrics[0].rolling_average.pooled is true, but visits is no rate; leave it out.", refusal.Message);
    }

    [Fact]
    public async Task Hours_are_averaged_through_a_change_of_the_clock()
    {
        var site = new AskedSite("Europe/Tallinn", "2026-10-30T00:00:00Z");
        for (var hour = 0; hour < 72; hour++)
        {
            site.Add(
                AskedSite.Second("2026-10-23T21:00:00Z") is var start
                    ? DateTimeOffset.FromUnixTimeSeconds(start + (hour * 3_600)).ToString("O", CultureInfo.InvariantCulture)
                    : "",
                1
            );
        }

        var result = await site.AskAsync(
            """
            "metrics":[{"metric":"pageviews","rolling_average":{"window":4}}],"date_range":["2026-10-25","2026-10-25"],"dimensions":["time:hour"]
            """
        );

        // The hour from 3 to 4 occurs twice and is one bucket with two events.
        Assert.Equal(24, result.Rows.Count);
        Assert.Equal("1,1,1,1.25,1.25,1.25,1.25,1", string.Join(',', Values(result).Split(',').Take(8)));
    }

    [Fact]
    public async Task Weeks_before_a_cut_week_are_whole()
    {
        var site = new AskedSite();
        for (var day = First; day < First.AddDays(40); day = day.AddDays(1))
        {
            site.Add($"{day:yyyy-MM-dd}T10:00:00Z", 1);
        }

        // From Wednesday 21 January: 5 days of that week, the week before has 7 days, the two days between belong to neither.
        Assert.Equal(
            "2026-01-21: 5,6; 2026-01-26: 7,6; 2026-02-02: 2,4.5",
            await site.RowsAsync(
                """
                "metrics":["pageviews",{"metric":"pageviews","rolling_average":{"window":2}}],"date_range":["2026-01-21","2026-02-03"],"dimensions":["time:week"]
                """
            )
        );
    }

    [Fact]
    public async Task Hours_to_come_have_no_average_yet()
    {
        var result = await new AskedSite()
            .Add("2026-03-15T01:00:00Z", 1)
            .AskAsync(
                """
                "metrics":[{"metric":"pageviews","rolling_average":{"window":2}}],"date_range":"day","dimensions":["time"]
                """
            );

        Assert.Equal(12, result.Rows.Count);
        Assert.Equal("2026-03-15 12:00:00", result.Rows[^1].Dimensions[0]);
    }

    [Fact]
    public async Task Averages_are_compared_with_averages()
    {
        var counts = Counts(90, seed: 3);
        var result = await SiteOf(counts)
            .AskAsync(
                """
                "metrics":[{"metric":"pageviews","rolling_average":{"window":5}}],"date_range":["2026-03-01","2026-03-03"],"dimensions":["time:day"],
                "include":{"comparisons":"previous_period"}
                """
            );

        Assert.Equal(Enumerable.Range(52, 5).Average(d => counts[d]), result.Rows[0].Comparison!.Metrics[0]!.Value, 1e-12);
    }

    private static string Values(Analytics.Core.Queries.Results.QueryResult result) =>
        string.Join(',', result.Rows.Select(row => AskedSite.Text(row.Metrics[0])));

    private static int[] Counts(int days, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, days).Select(_ => random.Next(4) == 0 ? 0 : random.Next(9))];
    }

    private static AskedSite SiteOf(int[] counts)
    {
        var site = new AskedSite();
        for (var day = 0; day < counts.Length; day++)
        {
            for (var i = 0; i < counts[day]; i++)
            {
                site.Add($"{First.AddDays(day):yyyy-MM-dd}T10:00:0{i}Z", (ulong)i);
            }
        }

        return site;
    }
}
