namespace Analytics.Core.Tests.Queries;

/// <summary>Views per visit are the pageviews of the counted visits, divided by these visits, like their bounce rate.</summary>
public sealed class ViewsPerVisitTests
{
    private const string Metrics = "\"metrics\":[\"visits\",\"pageviews\",\"views_per_visit\"]";
    private const string Days = "\"date_range\":[\"2026-03-01\",\"2026-03-02\"]";

    [Theory]
    [InlineData(Days, "2026-03-01: 1,2,4; 2026-03-02: 1,3,1")]
    [InlineData("\"date_range\":[\"2026-03-01\",\"2026-03-01\"]", "2026-03-01: 1,2,4")]
    [InlineData("\"date_range\":[\"2026-03-02\",\"2026-03-02\"]", "2026-03-02: 1,3,1")]
    public async Task By_day_all_views_of_a_visit_count_where_it_began(string range, string expected) =>
        Assert.Equal(expected, await OverMidnight().RowsAsync($"{Metrics},{range},\"dimensions\":[\"time:day\"]"));

    [Fact]
    public async Task By_hour_each_visit_has_all_of_its_views_in_every_hour_that_it_touches()
    {
        const string Hours =
            "2026-03-01 09:00:00: 1,2,6; 2026-03-01 10:00:00: 1,4,6; 2026-03-01 11:00:00: 1,0,6; 2026-03-01 12:00:00: 1,1,1";
        var site = ThreeHours().Add("2026-03-01T12:00:00Z", 2);

        Assert.Equal(Hours, await site.RowsAsync($"{Metrics},{Days},\"dimensions\":[\"time:hour\"]"));
        Assert.Equal("2,7,3.5", await site.RowsAsync($"{Metrics},{Days}"));
    }

    [Fact]
    public async Task An_average_of_a_rate_weighs_each_visit_the_same()
    {
        var average = "{\"metric\":\"views_per_visit\",\"rolling_average\":{\"window\":2,\"pooled\":true}}";
        Assert.Equal(
            "2026-03-01: 4; 2026-03-02: 2.5",
            await OverMidnight().RowsAsync($"\"metrics\":[{average}],{Days},\"dimensions\":[\"time:day\"]")
        );
    }

    [Fact]
    public async Task By_page_they_are_of_the_visits_that_entered_there()
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, "/a")
            .Add("2026-03-01T10:01:00Z", 1, "/b")
            .Add("2026-03-01T10:02:00Z", 1, "/b")
            .Add("2026-03-01T10:00:00Z", 2, "/a");

        Assert.Equal("/a: 2,2,2; /b: 1,2,null", await site.RowsAsync($"{Metrics},{Days},\"dimensions\":[\"event:page\"]"));
    }

    [Fact]
    public async Task A_filter_by_events_chooses_visits_of_which_all_views_count()
    {
        var site = ThreeHours().Add("2026-03-01T12:00:00Z", 2);

        Assert.Equal("1,0,6", await site.RowsAsync($"{Metrics},{Days},\"filters\":[[\"is\",\"event:name\",[\"Buy\"]]]"));
    }

    private static AskedSite OverMidnight() =>
        new AskedSite()
            .Add("2026-03-01T23:50:00Z", 1)
            .Add("2026-03-01T23:59:00Z", 1)
            .Add("2026-03-02T00:05:00Z", 1)
            .Add("2026-03-02T00:15:00Z", 1)
            .Add("2026-03-02T15:00:00Z", 2);

    /// <summary>A visit of 6 views from 9:40 to 11:05, of which the last hour has only another event.</summary>
    private static AskedSite ThreeHours() =>
        new AskedSite()
            .Add("2026-03-01T09:40:00Z", 1)
            .Add("2026-03-01T09:50:00Z", 1)
            .Add("2026-03-01T10:10:00Z", 1)
            .Add("2026-03-01T10:20:00Z", 1)
            .Add("2026-03-01T10:30:00Z", 1)
            .Add("2026-03-01T10:40:00Z", 1)
            .Add("2026-03-01T11:05:00Z", 1, name: "Buy");
}
