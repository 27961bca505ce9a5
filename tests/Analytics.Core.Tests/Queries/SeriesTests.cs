using System.Globalization;

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

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T00:05:00Z", 60, "2026-10-25 02:05:00", "2026-10-25 02:05:00+01:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:35:00Z", 30, "2026-04-05 01:35:00", "2026-04-05 01:35:00+10:30")]
    public async Task Repeated_minutes_are_buckets_of_their_own(string zone, string first, int shift, string label, string repeated)
    {
        var at = DateTimeOffset.Parse(first, CultureInfo.InvariantCulture);
        string Of(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var site = new AskedSite(zone, "2026-11-01T00:00:00Z")
            .Add(Of(at), 1)
            .Add(Of(at.AddMinutes(shift)), 2)
            .Add(Of(at.AddMinutes(shift)), 3);
        async Task<string> Ask(string range) =>
            await site.RowsAsync($$""" "metrics":["pageviews"],"date_range":{{range}},"dimensions":["time:minute"] """);

        var day = $"\"{label[..10]}\"";
        Assert.Equal($"{label}: 1; {repeated}: 2", await Ask($"[{day},{day}]"));
        Assert.Equal(
            $"{repeated}: 2",
            await Ask($"[\"{Of(at.AddMinutes(shift - 5))}\",\"{Of(at.AddMinutes(shift + 5).AddSeconds(-1))}\"]")
        );
        var answer = await site.AskAsync(
            $$""" "metrics":["pageviews"],"date_range":[{{day}},{{day}}],"dimensions":["time:minute"],"include":{"time_labels":true} """
        );
        Assert.Equal((1440 + shift, 1440 + shift), (answer.Meta.TimeLabels!.Count, answer.Meta.TimeLabels.Distinct().Count()));
        Assert.Empty(answer.Meta.PartialTimeLabels!);
    }

    [Fact]
    public async Task An_average_of_minutes_goes_on_through_a_repeated_hour()
    {
        var site = new AskedSite("Europe/Berlin", "2026-11-01T00:00:00Z").Add("2026-10-25T00:57:00Z", 1).Add("2026-10-25T01:00:00Z", 2);

        Assert.Equal(
            "2026-10-25 02:00:00+01:00: 1,0.5",
            await site.RowsAsync(
                """ "metrics":["pageviews",{"metric":"pageviews","rolling_average":{"window":4}}],"date_range":["2026-10-25T01:00:00Z","2026-10-25T01:00:59Z"],"dimensions":["time:minute"] """
            )
        );
    }

    [Theory]
    [InlineData("""["is","event:name",["Buy"]]""")]
    [InlineData("""["is","event:page",["/b"]]""")]
    [InlineData("""["and",[["is","visit:source",["Direct / None"]],["contains","event:page",["b"]]]]""")]
    public async Task By_hour_visits_with_some_of_their_events_count_where_these_are(string filter)
    {
        var site = new AskedSite();
        foreach (var minute in (int[])[10, 35, 60, 85, 110, 135])
        {
            site.Add($"2026-03-02T{10 + (minute / 60)}:{minute % 60:00}:00Z", 1);
        }

        site.Add("2026-03-02T12:40:00Z", 1, "/b", name: "Buy");
        async Task<string> Ask(string filters) =>
            await site.RowsAsync(
                $$""" "metrics":["visitors","visits","events"],"date_range":["2026-03-02","2026-03-02"],"dimensions":["time:hour"]{{filters}} """
            );

        Assert.Equal("2026-03-02 12:00:00: 1,1,1", await Ask($",\"filters\":[{filter}]"));
        Assert.Equal("2026-03-02 10:00:00: 1,1,2; 2026-03-02 11:00:00: 1,1,3; 2026-03-02 12:00:00: 1,1,2", await Ask(""));
        Assert.Equal(
            "2026-03-02 10:00:00: 1,1,2; 2026-03-02 11:00:00: 1,1,3; 2026-03-02 12:00:00: 1,1,2",
            await Ask(""","filters":[["has_done",["is","event:name",["Buy"]]]]""")
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
