using Analytics.Core.Dimensions;
using Analytics.Core.Queries;

namespace Analytics.Core.Tests.Queries;

public sealed class MetricDefinitionTests
{
    private const string Days = """ "date_range":["2026-03-01","2026-03-02"] """;

    [Fact]
    public async Task Visits_end_after_30_minutes_without_an_event()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1)
            .Add("2026-03-01T10:30:00Z", 1)
            .Add("2026-03-01T11:00:01Z", 1)
            .Add("2026-03-01T10:00:00Z", 2);

        Assert.Equal(
            "2,3,4,4,1.33,67,600",
            await site.RowsAsync(
                $$"""
                "metrics":["visitors","visits","pageviews","events","views_per_visit","bounce_rate","visit_duration"],{{Days}}
                """
            )
        );
    }

    [Fact]
    public async Task Without_data_counts_are_zero_and_averages_null() =>
        Assert.Equal(
            "0,0,0,0,null,null,null,0,0,0",
            await new AskedSite().RowsAsync(
                $$"""
                "metrics":["visitors","visits","pageviews","events","views_per_visit","bounce_rate","visit_duration","refused","filtered","duplicates"],{{Days}}
                """
            )
        );

    [Fact]
    public async Task A_day_that_the_zone_skipped_has_no_data() =>
        Assert.Equal(
            "0,null",
            await new AskedSite("Pacific/Apia").RowsAsync(
                """ "metrics":["visitors","bounce_rate"],"date_range":["2011-12-30","2011-12-30"] """
            )
        );

    [Fact]
    public async Task An_interactive_event_is_no_bounce_and_one_that_is_not_leaves_a_bounce()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1)
            .Add("2026-03-01T10:01:00Z", 1, name: "Buy")
            .Add("2026-03-01T10:00:00Z", 2)
            .Add("2026-03-01T10:01:00Z", 2, name: "Scroll", interactive: false)
            .Add("2026-03-01T10:00:00Z", 3);

        Assert.Equal(
            "67,20,5,3",
            await site.RowsAsync($$""" "metrics":["bounce_rate","visit_duration","events","pageviews"],{{Days}} """)
        );
    }

    [Fact]
    public async Task Engagement_keeps_a_visit_alive_and_counts_for_nothing_else()
    {
        var site = new AskedSite()
            .Add("2026-03-01T09:00:00Z", 1, name: "engagement")
            .Add("2026-03-01T10:00:00Z", 1)
            .Add("2026-03-01T10:20:00Z", 1, name: "engagement")
            .Add("2026-03-01T10:40:00Z", 1)
            .Add("2026-03-01T11:00:00Z", 1, name: "engagement");

        Assert.Equal(
            "1,1,2,2,2400",
            await site.RowsAsync($$""" "metrics":["visitors","visits","events","pageviews","visit_duration"],{{Days}} """)
        );
    }

    [Fact]
    public async Task By_day_a_visit_counts_where_it_began_and_visitors_where_their_events_are()
    {
        var site = new AskedSite().Add("2026-03-01T23:50:00Z", 1).Add("2026-03-02T00:10:00Z", 1);

        Assert.Equal(
            "2026-03-01: 1,1,1,2,0,1200; 2026-03-02: 1,0,1,null,null,null",
            await site.RowsAsync(
                $$"""
                "metrics":["visitors","visits","pageviews","views_per_visit","bounce_rate","visit_duration"],{{Days}},"dimensions":["time:day"]
                """
            )
        );
    }

    [Fact]
    public async Task By_hour_a_visit_counts_from_its_first_to_its_last_event_and_its_duration_in_the_last()
    {
        var site = new AskedSite()
            .Add("2026-03-01T09:50:00Z", 1)
            .Add("2026-03-01T10:10:00Z", 1)
            .Add("2026-03-01T10:39:00Z", 1)
            .Add("2026-03-01T11:05:00Z", 1);

        Assert.Equal(
            "2026-03-01 09:00:00: 1,1,1,0,0; 2026-03-01 10:00:00: 1,1,2,0,0; 2026-03-01 11:00:00: 1,1,1,0,4500",
            await site.RowsAsync(
                """
                "metrics":["visitors","visits","pageviews","bounce_rate","visit_duration"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["time:hour"]
                """
            )
        );
    }

    [Fact]
    public async Task By_page_visit_metrics_belong_to_the_entry_page()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, "/a")
            .Add("2026-03-01T10:01:00Z", 1, "/b")
            .Add("2026-03-01T10:00:00Z", 2, "/a");

        Assert.Equal(
            "/a: 2,2,2,50,30; /b: 1,1,1,null,null",
            await site.RowsAsync(
                $$"""
                "metrics":["visitors","visits","pageviews","bounce_rate","visit_duration"],{{Days}},"dimensions":["event:page"]
                """
            )
        );
    }

    [Fact]
    public async Task A_visit_that_saw_no_page_makes_no_row_by_page()
    {
        var site = new AskedSite().Add("2026-03-01T10:00:00Z", 1, "/a", name: "Play").Add("2026-03-01T10:01:00Z", 2, "/b");

        Assert.Equal(
            "/a: 1,null; /b: 1,100",
            await site.RowsAsync($$""" "metrics":["visitors","bounce_rate"],{{Days}},"dimensions":["event:page"] """)
        );
    }

    [Fact]
    public async Task With_a_page_filter_the_bounce_rate_is_of_visits_that_entered_there_and_the_duration_of_all_that_saw_it()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, "/a")
            .Add("2026-03-01T10:01:00Z", 1, "/b")
            .Add("2026-03-01T10:00:00Z", 2, "/b")
            .Add("2026-03-01T10:00:00Z", 3, "/a");

        Assert.Equal(
            "2,2,2,100,30",
            await site.RowsAsync(
                $$"""
                "metrics":["visitors","visits","pageviews","bounce_rate","visit_duration"],{{Days}},"filters":[["is","event:page",["/b"]]]
                """
            )
        );
    }

    [Fact]
    public async Task Percentage_is_the_share_of_all_visitors_of_the_query()
    {
        var site = new AskedSite();
        for (ulong visitor = 0; visitor < 3; visitor++)
        {
            site.Add("2026-03-01T10:00:00Z", visitor, "/a").Add("2026-03-01T10:01:00Z", visitor, visitor == 0 ? "/b" : "/a");
        }

        Assert.Equal(
            "/a: 3,100; /b: 1,33.3",
            await site.RowsAsync($$""" "metrics":["visitors","percentage"],{{Days}},"dimensions":["event:page"] """)
        );
    }

    [Fact]
    public async Task A_host_filter_with_a_visit_dimension_means_the_entry_host()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, host: "a.example", visit: [(VisitDimension.Source, "Google")])
            .Add("2026-03-01T10:01:00Z", 1, host: "b.example")
            .Add("2026-03-01T10:00:00Z", 2, host: "b.example", visit: [(VisitDimension.Source, "Bing")]);
        const string Filter = """ "filters":[["is","event:hostname",["b.example"]]] """;

        Assert.Equal("Bing: 1", await site.RowsAsync($$""" "metrics":["visitors"],{{Days}},"dimensions":["visit:source"],{{Filter}} """));
        Assert.Equal("2", await site.RowsAsync($$""" "metrics":["visitors"],{{Days}},{{Filter}} """));
    }

    [Fact]
    public async Task Refused_filtered_and_duplicate_events_are_counted_by_time()
    {
        var site = new AskedSite();
        site.Traffic.Add(new(AskedSite.Domain, AskedSite.Second("2026-03-01T10:00:00Z"), Refused: 2, Filtered: 3));
        site.Traffic.Add(new(AskedSite.Domain, AskedSite.Second("2026-03-02T10:00:00Z"), Duplicates: 4));

        Assert.Equal(
            "2026-03-01: 2,3,0; 2026-03-02: 0,0,4",
            await site.RowsAsync(
                $$"""
                "metrics":["refused","filtered","duplicates"],{{Days}},"dimensions":["time"],"order_by":[["time","asc"]]
                """.Replace("\"time\"", "\"time:day\"", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task Several_dimensions_make_a_row_for_each_combination_that_occurs()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, visit: [(VisitDimension.Country, "EE"), (VisitDimension.Browser, "Firefox")])
            .Add("2026-03-02T10:00:00Z", 2, visit: [(VisitDimension.Country, "EE"), (VisitDimension.Browser, "Chrome")])
            .Add("2026-03-02T10:00:00Z", 3, visit: [(VisitDimension.Browser, "Chrome")]);

        Assert.Equal(
            "2026-03-01,Estonia,Firefox: 1; 2026-03-02,(not set),Chrome: 1; 2026-03-02,Estonia,Chrome: 1",
            await site.RowsAsync($$""" "metrics":["visits"],{{Days}},"dimensions":["time:day","visit:country_name","visit:browser"] """)
        );
    }

    [Fact]
    public async Task Another_sites_events_do_not_count()
    {
        var site = new AskedSite().Add([new NaiveEvent("other.example", AskedSite.Second("2026-03-01T10:00:00Z"), 1)]);

        Assert.Equal("0", await site.RowsAsync($$""" "metrics":["visitors"],{{Days}} """));
    }

    [Fact]
    public async Task The_exit_rate_is_the_visits_that_ended_on_a_page_of_its_pageviews()
    {
        var site = Exits();

        Assert.Equal(
            "/two: 100; /one: 33.3",
            await site.RowsAsync($$""" "metrics":["exit_rate"],{{Days}},"dimensions":["visit:exit_page"] """)
        );
        Assert.Equal(
            "/one: 33.3,1; /two: 100,1",
            await site.RowsAsync(
                $$"""
                "metrics":["exit_rate","visits"],{{Days}},"dimensions":["visit:exit_page"],"order_by":[["exit_rate","asc"]]
                """
            )
        );
    }

    [Fact]
    public async Task A_filter_on_the_exit_page_selects_exits_and_not_the_views_that_they_are_compared_with()
    {
        var site = Exits();

        Assert.Equal(
            "/one: 33.3",
            await site.RowsAsync(
                $$"""
                "metrics":["exit_rate"],{{Days}},"dimensions":["visit:exit_page"],"filters":[["is","visit:exit_page",["/one"]]]
                """
            )
        );
        Assert.Equal(
            "/one: 50",
            await site.RowsAsync(
                $$"""
                "metrics":["exit_rate"],{{Days}},"dimensions":["visit:exit_page"],
                "filters":[["is","visit:exit_page",["/one"]],["is","visit:country",["EE"]]]
                """
            )
        );
    }

    [Theory]
    [InlineData(""" "dimensions":["event:page"] """, "visit:exit_page")]
    [InlineData(""" "dimensions":["visit:exit_page","visit:source"] """, "visit:exit_page")]
    [InlineData(""" "dimensions":[] """, "visit:exit_page")]
    [InlineData(""" "dimensions":["visit:exit_page"],"filters":[["not",["is","event:page",["/one"]]]] """, "event:page")]
    public async Task The_exit_rate_is_refused_where_exits_and_views_cannot_be_compared(string rest, string names)
    {
        var error = await Assert.ThrowsAsync<QueryException>(() => Exits().RowsAsync($""" "metrics":["exit_rate"],{Days},{rest} """));

        Assert.Contains("exit_rate", error.Message);
        Assert.Contains(names, error.Message);
    }

    [Fact]
    public async Task An_exit_rate_is_compared_in_points()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, "/one")
            .Add("2026-03-01T10:01:00Z", 1, "/two")
            .Add("2026-03-01T11:00:00Z", 2, "/one")
            .Add("2026-03-02T10:00:00Z", 1, "/one")
            .Add("2026-03-02T10:01:00Z", 1, "/one")
            .Add("2026-03-02T10:02:00Z", 1, "/one");

        var row = Assert.Single(
            (
                await site.AskAsync(
                    """
                    "metrics":["exit_rate"],"date_range":["2026-03-02","2026-03-02"],"dimensions":["visit:exit_page"],"include":{"comparisons":{"mode":"previous_period"}}
                    """
                )
            ).Rows
        );

        Assert.Equal((33.3, 50.0, -16.7), (row.Metrics[0], row.Comparison!.Metrics[0], Math.Round(row.Comparison.Change[0]!.Value, 1)));
    }

    /// <summary>One visit ends on /two, one on /one, which has three views.</summary>
    private static AskedSite Exits()
    {
        (VisitDimension, string)[] estonia = [(VisitDimension.Country, "EE")];
        return new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, "/one")
            .Add("2026-03-01T10:10:00Z", 1, "/two")
            .Add("2026-03-01T10:00:00Z", 3, "/one", visit: estonia)
            .Add("2026-03-01T10:05:00Z", 3, "/never-exit")
            .Add("2026-03-01T10:06:00Z", 3, "/one", name: "a")
            .Add("2026-03-01T10:10:00Z", 3, "/one");
    }

    [Theory]
    [InlineData(
        """["views_per_visit"],"filters":[["is","event:page",["/"]]]""",
        "The metric views_per_visit cannot be filtered by event:page, because it counts all views of a visit; leave one of them out."
    )]
    [InlineData(
        """["visits"],"filters":[["is","visit:country",["Estonia"]]]""",
        "filters[0][2][0] is 'Estonia', which is no country code; use the two letters of ISO 3166-1, like EE."
    )]
    [InlineData("""["visits"],"filters":[["is_not","visit:country",["E1"]]]""", "filters[0][2][0] is 'E1', which is no country code")]
    [InlineData(
        """["bounce_rate"],"dimensions":["event:goal"]""",
        "The metric bounce_rate belongs to visits and cannot be grouped by event:goal; leave one of them out."
    )]
    [InlineData(
        """["visits"],"dimensions":["time:minute"]""",
        "dimensions has 'time:minute', which needs a date_range of at most 24 hours; use time:hour or a shorter date_range."
    )]
    public async Task What_has_no_meaning_is_refused(string metrics, string expected)
    {
        var refusal = await Assert.ThrowsAsync<QueryException>(() => new AskedSite().AskAsync($"{Days},\"metrics\":{metrics}"));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["views_per_visit"],"dimensions":["visit:source"]""")]
    [InlineData("""["views_per_visit"],"filters":[["has_done",["is","event:page",["/"]]]]""")]
    [InlineData("""["visits"],"filters":[["is","visit:country",["ee","(not set)",""]],["contains","visit:country",["Estonia"]]]""")]
    public async Task What_has_one_is_answered(string metrics) =>
        Assert.NotNull(await new AskedSite().AskAsync($"{Days},\"metrics\":{metrics}"));

    [Theory]
    [InlineData("\"day\"", "2026-03-15T11:00:00Z", 1440)]
    [InlineData("\"24h\"", "2026-03-15T11:00:00Z", 1441)]
    [InlineData("[\"2026-03-15T10:59:00Z\",\"2026-03-15T11:00:59Z\"]", "2026-03-15T11:00:00Z", 2)]
    public async Task Up_to_a_day_is_told_by_the_minute(string range, string at, int labels)
    {
        var result = await new AskedSite(now: "2026-03-15T12:00:30Z")
            .Add(at, 1)
            .AskAsync($$""" "metrics":["visits"],"date_range":{{range}},"dimensions":["time:minute"],"include":{"time_labels":true} """);
        Assert.Equal(labels, result.Meta.TimeLabels!.Count);
        Assert.Equal("2026-03-15 11:00:00: 1", AskedSite.Rows(result));
    }

    [Fact]
    public async Task A_day_of_25_hours_is_told_by_the_minute() =>
        Assert.Equal(
            25 * 60,
            (
                await new AskedSite("Europe/Tallinn").AskAsync(
                    """ "metrics":["visits"],"date_range":["2026-10-25","2026-10-25"],"dimensions":["time:minute"],"include":{"time_labels":true} """
                )
            )
                .Meta
                .TimeLabels!
                .Count
        );
}
