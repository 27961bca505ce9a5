namespace Analytics.Core.Tests.Queries;

public sealed class SeriesTests
{
    [Theory]
    [InlineData("\"realtime\"", "time:minute")]
    [InlineData("\"day\"", "time:hour")]
    [InlineData("[\"2026-03-01\",\"2026-03-02\"]", "time:hour")]
    [InlineData("\"7d\"", "time:day")]
    [InlineData("\"30d\"", "time:day")]
    [InlineData("\"91d\"", "time:week")]
    [InlineData("\"6mo\"", "time:month")]
    [InlineData("\"12mo\"", "time:month")]
    [InlineData("\"year\"", "time:month")]
    [InlineData("[\"2020-01-01\",\"2026-01-01\"]", "time:month")]
    [InlineData("[\"2026-03-01T00:00:00Z\",\"2026-03-01T05:00:00Z\"]", "time:hour")]
    public async Task Time_chooses_its_buckets_by_the_range(string range, string expected)
    {
        var result = await new AskedSite("Europe/Tallinn").AskAsync(
            $$""" "metrics":["visitors"],"date_range":{{range}},"dimensions":["time"] """
        );

        Assert.Equal(expected, Assert.Single(result.Executed.Query.Dimensions).Name);
    }

    [Fact]
    public async Task Empty_buckets_are_left_out_but_labelled()
    {
        var site = new AskedSite("Asia/Kathmandu")
            .Add("2026-03-01T18:14:59Z", 1)
            .Add("2026-03-01T18:15:00Z", 2)
            .Add("2026-03-03T20:00:00Z", 2);

        var result = await site.AskAsync(
            """ "metrics":["visitors"],"date_range":["2026-03-01","2026-03-04"],"dimensions":["time:day"],"include":{"time_labels":true} """
        );

        Assert.Equal("2026-03-01: 1; 2026-03-02: 1; 2026-03-04: 1", AskedSite.Rows(result));
        Assert.Equal(["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"], result.Meta.TimeLabels!);
    }

    [Theory]
    [InlineData("""["events"]""", "2026-03-02: 1")]
    [InlineData("""["visitors"]""", "2026-03-02: 1")]
    [InlineData("""["value_sum"]""", "2026-03-02: 0")]
    [InlineData("""["events","visits"]""", "2026-03-01: 0,1; 2026-03-02: 1,0")]
    public async Task A_bucket_without_a_filtered_event_has_a_row_only_where_visits_are_asked_for(string metrics, string rows)
    {
        // The visit begins a minute before midnight, the event comes a minute after it.
        var site = new AskedSite("Asia/Kathmandu").Add("2026-03-01T18:14:00Z", 1).Add("2026-03-01T18:16:00Z", 1, name: "Sale");

        Assert.Equal(
            rows,
            await site.RowsAsync(
                $$""" "metrics":{{metrics}},"date_range":["2026-03-01","2026-03-04"],"dimensions":["time:day"],"filters":[["is","event:name",["Sale"]]] """
            )
        );
    }

    [Fact]
    public async Task A_repeated_hour_belongs_to_its_day_and_is_counted()
    {
        // 03:30 twice, in summer time and in winter time.
        var site = new AskedSite("Europe/Tallinn", "2026-11-01T00:00:00Z").Add("2026-10-25T00:30:00Z", 1).Add("2026-10-25T01:30:00Z", 2);

        Assert.Equal(
            "2026-10-25: 2",
            await site.RowsAsync(""" "metrics":["pageviews"],"date_range":["2026-10-24","2026-10-27"],"dimensions":["time"] """)
        );
        Assert.Equal(
            "2026-10-25 03:00:00: 2",
            await site.RowsAsync(""" "metrics":["pageviews"],"date_range":["2026-10-25","2026-10-25"],"dimensions":["time"] """)
        );
    }

    [Fact]
    public async Task Everything_begins_on_the_day_of_the_first_event()
    {
        var site = new AskedSite("Europe/Tallinn").Add("2025-12-31T22:30:00Z", 1);

        var result = await site.AskAsync(""" "metrics":["pageviews"],"date_range":"all" """);

        Assert.Equal("2026-01-01T00:00:00.0000000+02:00", result.Executed.First.ToString("O"));
        Assert.Equal("2026-03-15T23:59:59.0000000+02:00", result.Executed.Last.ToString("O"));
        Assert.Equal("1", AskedSite.Rows(result));
    }

    [Fact]
    public async Task Realtime_has_the_current_minute()
    {
        var site = new AskedSite().Add("2026-03-15T11:30:59Z", 1).Add("2026-03-15T11:31:00Z", 2).Add("2026-03-15T12:00:59Z", 3);

        Assert.Equal(
            "2026-03-15 11:31:00: 1; 2026-03-15 12:00:00: 1",
            await site.RowsAsync(""" "metrics":["pageviews"],"date_range":"realtime","dimensions":["time"] """)
        );
    }

    [Fact]
    public async Task Realtime_visitors_are_those_of_the_last_5_minutes()
    {
        var site = new AskedSite()
            .Add("2026-03-15T11:55:00Z", 1)
            .Add("2026-03-15T11:55:01Z", 2)
            .Add("2026-03-15T12:00:00Z", 3)
            .Add("2026-03-15T12:00:00Z", 3, "/x");

        var visitors = new Analytics.Core.Queries.RealtimeVisitors(site.Scanner, new FixedTime(site.Now));

        Assert.Equal(2, await visitors.CountAsync(site.Site, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("\"day\"", "time:hour", 12, "")]
    [InlineData("\"month\"", "time:week", 2, "2026-03-01")]
    [InlineData("[\"2026-03-04\",\"2026-04-10\"]", "time:week", 1, "2026-03-04,2026-04-06")]
    [InlineData("[\"2026-03-04\",\"2026-03-05\"]", "time:week", null, "2026-03-04")]
    [InlineData("\"year\"", "time:month", 2, "2026-03-01")]
    [InlineData("[\"2026-03-15T11:30:00Z\",\"2026-03-15T13:59:59Z\"]", "time:hour", 1, "2026-03-15 11:00:00")]
    [InlineData("\"7d\"", "time:day", null, "")]
    public async Task The_answer_says_which_bucket_is_the_current_one_and_which_are_cut(
        string range,
        string unit,
        int? present,
        string partial
    )
    {
        var meta = (
            await new AskedSite().AskAsync(
                $$""" "metrics":["visits"],"date_range":{{range}},"dimensions":["{{unit}}"],"include":{"time_labels":true} """
            )
        ).Meta;

        Assert.Equal(present, meta.PresentIndex);
        Assert.Equal(partial, string.Join(',', meta.PartialTimeLabels!));
    }
}
