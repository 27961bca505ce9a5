namespace Analytics.Core.Tests.Queries;

/// <summary>Comparisons by hour and minute of days that the clocks make shorter or longer.</summary>
public sealed class ComparedHoursTests
{
    private const string ByHour = "\"dimensions\":[\"time:hour\"],\"include\":{\"comparisons\":\"previous_period\"}";

    [Fact]
    public async Task An_hour_is_compared_with_the_same_time_of_the_day_after_the_clocks_go_forward()
    {
        var site = new AskedSite("Europe/Berlin", now: "2026-04-10T12:00:00Z")
            .Add("2026-03-28T00:30:00Z", 1)
            .Add("2026-03-28T01:30:00Z", 1)
            .Add("2026-03-28T13:30:00Z", 1)
            .Add("2026-03-28T13:31:00Z", 1)
            .Add("2026-03-29T00:30:00Z", 1)
            .Add("2026-03-29T12:30:00Z", 1);

        var rows = await RowsAsync(site, $"\"date_range\":[\"2026-03-29\",\"2026-03-29\"],{ByHour}");

        Assert.Equal(23, rows.Count);
        Assert.Equal("1 | 2026-03-28 01:00:00: 1", rows["2026-03-29 01:00:00"]);
        Assert.Equal("0 | 2026-03-28 03:00:00: 0", rows["2026-03-29 03:00:00"]);
        Assert.Equal("1 | 2026-03-28 14:00:00: 2", rows["2026-03-29 14:00:00"]);
        Assert.Equal("0 | 2026-03-28 23:00:00: 0", rows["2026-03-29 23:00:00"]);
    }

    [Fact]
    public async Task An_hour_that_the_day_before_lacks_is_compared_with_nothing()
    {
        var rows = await RowsAsync(
            new AskedSite("Europe/Berlin", now: "2026-04-10T12:00:00Z"),
            $"\"date_range\":[\"2026-03-30\",\"2026-03-30\"],{ByHour}"
        );

        Assert.Equal("0 | : null", rows["2026-03-30 02:00:00"]);
        Assert.Equal("0 | 2026-03-29 23:00:00: 0", rows["2026-03-30 23:00:00"]);
    }

    [Fact]
    public async Task A_day_without_its_first_hour_is_compared_from_its_second_one_on()
    {
        var rows = await RowsAsync(
            new AskedSite("Africa/Cairo", now: "2026-05-10T12:00:00Z"),
            $"\"date_range\":[\"2026-04-24\",\"2026-04-24\"],{ByHour}"
        );

        Assert.Equal("0 | 2026-04-23 01:00:00: 0", rows["2026-04-24 01:00:00"]);
        Assert.Equal("0 | 2026-04-23 23:00:00: 0", rows["2026-04-24 23:00:00"]);
    }

    [Fact]
    public async Task A_minute_that_a_clock_repeats_is_compared_with_nothing()
    {
        var rows = await RowsAsync(
            new AskedSite("Europe/Berlin", now: "2026-11-10T12:00:00Z"),
            "\"date_range\":[\"2026-10-25\",\"2026-10-25\"],"
                + "\"dimensions\":[\"time:minute\"],\"include\":{\"comparisons\":\"previous_period\"}"
        );

        Assert.Equal("0 | 2026-10-24 02:05:00: 0", rows["2026-10-25 02:05:00"]);
        Assert.Equal("0 | : null", rows["2026-10-25 02:05:00+01:00"]);
        Assert.Equal("0 | 2026-10-24 03:00:00: 0", rows["2026-10-25 03:00:00"]);
    }

    [Theory]
    [InlineData("previous_period", "2026-11-02T10:00:00", "2026-11-02T12:59:59", "2026-10-26T10:00:00-04:00", "2026-10-26T12:59:59-04:00")]
    [InlineData("previous_period", "2026-11-01T00:00:00", "2026-11-01T02:59:59", "2026-10-25T00:00:00-04:00", "2026-10-25T02:59:59-04:00")]
    [InlineData("previous_period", "2026-03-15T02:00:00", "2026-03-15T02:59:59", "2026-03-08T01:00:00-05:00", "2026-03-08T01:59:59-05:00")]
    [InlineData("year_over_year", "2026-11-02T10:00:00", "2026-11-02T12:59:59", "2025-11-03T10:00:00-05:00", "2025-11-03T12:59:59-05:00")]
    [InlineData("year_over_year", "2025-11-01T10:00:00", "2025-11-02T12:59:59", "2024-11-02T10:00:00-04:00", "2024-11-03T12:59:59-05:00")]
    public async Task Hours_of_a_week_and_of_a_year_ago_are_the_same_on_the_clock(
        string mode,
        string from,
        string to,
        string first,
        string last
    )
    {
        Assert.Equal(
            (AskedSite.Second(first), AskedSite.Second(last)),
            await new AskedSite("America/New_York", now: "2026-12-01T12:00:00Z").ComparedAsync(
                $$$""" "metrics":["pageviews"],"date_range":["{{{from}}}","{{{to}}}"],"include":{"comparisons":{"mode":"{{{mode}}}","match_day_of_week":true}} """
            )
        );
    }

    [Theory]
    [InlineData("2026-03-29T12:30:00Z", "2026-03-28T13:30:00Z")]
    [InlineData("2026-10-25T12:30:00Z", "2026-10-24T11:30:00Z")]
    public async Task Today_is_compared_up_to_the_same_time_of_the_day(string now, string last)
    {
        var executed = (
            await new AskedSite("Europe/Berlin", now).AskAsync(
                """ "metrics":["pageviews"],"date_range":"day","include":{"comparisons":"previous_period"} """
            )
        ).Executed;

        Assert.Equal(AskedSite.Second(last), executed.ComparedLast!.Value.ToUnixTimeSeconds());
    }

    private static async Task<Dictionary<string, string>> RowsAsync(AskedSite site, string body) =>
        (await site.AskAsync("\"metrics\":[\"pageviews\"]," + body)).Rows.ToDictionary(
            row => row.Dimensions[0]!,
            row => $"{AskedSite.Text(row.Metrics[0])} | {row.Comparison!.Dimensions[0]}: {AskedSite.Text(row.Comparison.Metrics[0])}"
        );
}
