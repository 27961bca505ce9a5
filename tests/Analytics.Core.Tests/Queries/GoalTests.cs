using Analytics.Core.Definitions;
using Analytics.Core.Queries;

namespace Analytics.Core.Tests.Queries;

public sealed class GoalTests
{
    private const string March = "\"date_range\":[\"2026-03-01\",\"2026-03-31\"]";

    [Theory]
    [InlineData("/blog**", "/blog", true)]
    [InlineData("/blog**", "/blog/2026/a", true)]
    [InlineData("/blog**", "/blogger", true)]
    [InlineData("/blog/**", "/blog", false)]
    [InlineData("/blog/*", "/blog/a", true)]
    [InlineData("/blog/*", "/blog/a/b", false)]
    [InlineData("/blog/*/comments", "/blog/a/comments", true)]
    [InlineData("/blog/*/comments", "/blog//comments", true)]
    [InlineData("/*/b/**/d", "/a/b/c/c/d", true)]
    [InlineData("/*/b/**/d", "/a/a/b/c/d", false)]
    [InlineData("**", "", true)]
    [InlineData("*", "a", true)]
    [InlineData("/a.b", "/aXb", false)]
    [InlineData("/blog", "/Blog", false)]
    [InlineData("/***", "/a/b", true)]
    public void A_page_matches_a_pattern_as_a_whole(string pattern, string path, bool expected) =>
        Assert.Equal(expected, PagePattern.Parse(pattern).IsMatch(path));

    [Fact]
    public void A_pattern_of_many_wildcards_takes_no_longer_than_its_length_times_the_paths() =>
        Assert.False(PagePattern.Parse(string.Concat(Enumerable.Repeat("**a*", 200)) + "b").IsMatch(new string('a', 2_000)));

    [Fact]
    public async Task An_event_counts_under_every_goal_that_it_reaches()
    {
        var site = Shop();
        Assert.Equal(
            "Visit /blog**: 2,3; Scroll 50% on /blog: 1,0; Signup: 1,1; Signup (pro): 1,1; Visit /blog: 1,1",
            await site.RowsAsync($"\"metrics\":[\"visitors\",\"events\"],{March},\"dimensions\":[\"event:goal\"]")
        );
    }

    [Theory]
    [InlineData("""["is","event:goal",["Signup"]]""", "1,1")]
    [InlineData("""["is","event:goal",["signup"],{"case_sensitive":false}]""", "1,1")]
    [InlineData("""["is","event:goal",["Signup","Visit /blog"]]""", "1,2")]
    [InlineData("""["is_not","event:goal",["Visit /blog**"]]""", "2,2")]
    [InlineData("""["contains","event:goal",["blog"]]""", "2,3")]
    [InlineData("""["contains_not","event:goal",["blog"]]""", "2,2")]
    [InlineData("""["matches","event:goal",["^Sign"]]""", "1,1")]
    [InlineData("""["is","event:goal",["Scroll 50% on /blog"]]""", "1,0")]
    [InlineData("""["not",["is","event:goal",["Scroll 50% on /blog"]]]""", "3,5")]
    [InlineData("""["has_done",["is","event:goal",["Signup"]]]""", "1,3")]
    [InlineData("""["has_not_done",["is","event:goal",["Signup"]]]""", "2,2")]
    [InlineData("""["has_done",["is","event:goal",["Scroll 50% on /blog"]]]""", "1,3")]
    [InlineData("""["has_done",["is","event:page",["/blog/a"]]]""", "2,4")]
    public async Task Goals_filter_events_and_what_was_done_filters_visits(string filter, string expected) =>
        Assert.Equal(expected, await Shop().RowsAsync($"\"metrics\":[\"visitors\",\"events\"],{March},\"filters\":[{filter}]"));

    [Fact]
    public async Task A_filter_on_goals_chooses_the_goals_that_are_listed() =>
        Assert.Equal(
            "Signup: 1",
            await Shop()
                .RowsAsync(
                    $"\"metrics\":[\"visitors\"],{March},\"dimensions\":[\"event:goal\"],\"filters\":[[\"is\",\"event:goal\",[\"Signup\"]]]"
                )
        );

    [Fact]
    public async Task A_goal_counts_events_from_before_it_was_defined()
    {
        var site = Shop();
        site.Goals.AddPage("/pricing");
        Assert.Equal(
            "Visit /pricing: 1",
            await site.RowsAsync(
                $"\"metrics\":[\"visitors\"],{March},\"dimensions\":[\"event:goal\"],\"filters\":[[\"is\",\"event:goal\",[\"Visit "
                    + "/pricing\"]]]"
            )
        );
    }

    [Fact]
    public async Task Bounces_under_a_page_goal_are_those_of_all_visits_that_reached_it()
    {
        // Visitor 2 enters on /blog/a and bounces. Visitor 1 enters on /blog and stays. Both saw a page of the goal; a filter on the page
        // asks who entered there.
        var site = Shop().Add("2026-03-03T10:00:00Z", 4, "/pricing").Add("2026-03-03T10:01:00Z", 4, "/blog/a");
        Assert.Equal(
            "33",
            await site.RowsAsync($"\"metrics\":[\"bounce_rate\"],{March},\"filters\":[[\"is\",\"event:goal\",[\"Visit /blog**\"]]]")
        );
        Assert.Equal(
            "50",
            await site.RowsAsync($"\"metrics\":[\"bounce_rate\"],{March},\"filters\":[[\"contains\",\"event:page\",[\"/blog\"]]]")
        );
    }

    [Fact]
    public async Task Rates_of_conversion_leave_filters_on_goals_and_properties_out_of_what_they_divide_by()
    {
        var site = Shop();
        const string rates = "\"metrics\":[\"visitors\",\"conversion_rate\",\"group_conversion_rate\"]";
        Assert.Equal(
            "1,33.33,33.33",
            await site.RowsAsync(
                $"{rates},{March},\"filters\":[[\"is\",\"event:goal\",[\"Signup\"]],[\"is\",\"event:props:plan\",[\"pro\"]]]"
            )
        );
        Assert.Equal(
            "1,50,50",
            await site.RowsAsync(
                $"{rates},{March},\"filters\":[[\"is\",\"event:goal\",[\"Visit /blog\"]],[\"contains\",\"event:page\",[\"/blog\"]]]"
            )
        );
        Assert.Equal(
            "/blog: 1,33.33,100; /blog/a: 1,33.33,50",
            await Shop()
                .Add("2026-03-05T10:00:00Z", 1, "/blog/a", "Download")
                .AddGoals(goals => goals.AddEvent("Download").AddPage("/blog", "Seen"))
                .RowsAsync(
                    $"{rates},{March},\"dimensions\":[\"event:page\"],\"filters\":[[\"is\",\"event:goal\",[\"Download\",\"Seen\"]]]"
                )
        );
        Assert.Equal(
            "2026-03-01,Signup: 1,33.33,50",
            await site.RowsAsync(
                $"{rates},{March},\"dimensions\":[\"time:day\",\"event:goal\"],\"filters\":[[\"is\",\"event:goal\",[\"Signup\"]]]"
            )
        );
        Assert.Equal(
            "2026-03-01: 1,33.33,50; 2026-03-02: 0,0,0",
            await site.RowsAsync(
                $$"""{{rates}},"date_range":["2026-03-01","2026-03-02"],"dimensions":["time:day"],"filters":[["is","event:goal",["Signup"]]],"include":{"comparisons":"previous_period"}"""
            )
        );
    }

    [Theory]
    [InlineData(
        """["is","event:goal",["Purchase"]]""",
        "filters has event:goal 'Purchase', which is no goal of the site; use one of 'Scroll 50% on /blog', 'Signup', "
    )]
    [InlineData("""["is_not","event:goal",["signup"]]""", "'signup', which is no goal of the site")]
    [InlineData("""["has_done",["is","event:goal",["x"]]]""", "'x', which is no goal of the site")]
    [InlineData(
        """["has_done",["is","visit:source",["x"]]]""",
        "filters[0][1][1] is 'visit:source' inside filters[0][0] 'has_done', which asks what events a visit has"
    )]
    [InlineData(
        """["has_done",["has_not_done",["is","event:page",["/"]]]]""",
        "filters[0][1][0] is 'has_not_done' inside filters[0][0] 'has_done'; put the two side by side."
    )]
    public async Task Unknown_goals_and_misplaced_behaviour_are_refused(string filter, string expected)
    {
        var refusal = await Assert.ThrowsAsync<QueryException>(() =>
            Shop().AskAsync($"\"metrics\":[\"visitors\"],{March},\"filters\":[{filter}]")
        );
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rates_of_conversion_need_a_goal()
    {
        var refusal = await Assert.ThrowsAsync<QueryException>(() => Shop().AskAsync($"\"metrics\":[\"conversion_rate\"],{March}"));
        Assert.Equal("The metric conversion_rate needs event:goal in dimensions or filters; add it there.", refusal.Message);
    }

    [Fact]
    public async Task Goals_are_read_only_for_a_query_that_names_them()
    {
        var site = Shop();
        await site.AskAsync($"\"metrics\":[\"visitors\"],{March}");
        Assert.Equal(0, site.Goals.Reads);
    }

    /// <summary>
    /// Visitor 1 reads /blog to 60% and /blog/a, and signs up for pro; visitor 2 reads /blog/a, with an unknown depth; visitor 3 sees
    /// /pricing.
    /// </summary>
    private static AskedSite Shop() =>
        new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, "/blog")
            .Add("2026-03-01T10:01:00Z", 1, "/blog", "engagement", scroll: 60)
            .Add("2026-03-01T10:02:00Z", 1, "/blog/a")
            .Add("2026-03-01T10:03:00Z", 1, "/blog/a", "Signup", props: [("plan", "pro")])
            .Add("2026-03-01T10:00:00Z", 2, "/blog/a")
            .Add("2026-03-01T10:01:00Z", 2, "/blog", "engagement")
            .Add("2026-03-02T10:00:00Z", 3, "/pricing")
            .AddGoals(goals =>
                goals
                    .AddEvent("Signup")
                    .AddEvent("Signup", "Signup (pro)", null, ("plan", "pro"))
                    .AddPage("/blog")
                    .AddPage("/blog**")
                    .AddScroll("/blog", 50)
            );

    [Theory]
    [InlineData("(none)", "Sale: 2")]
    [InlineData("(not set)", "Sale: 1")]
    [InlineData("pro", "Sale: 1")]
    public async Task A_goal_with_a_property_that_is_a_label_is_reached_as_a_filter_finds_it(string value, string expected)
    {
        var site = new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1, name: "Sale", props: [("plan", "(none)")])
            .Add("2026-03-01T10:00:00Z", 2, name: "Sale")
            .Add("2026-03-01T10:00:00Z", 3, name: "Sale", props: [("plan", "")])
            .Add("2026-03-01T10:00:00Z", 4, name: "Sale", props: [("plan", "pro")])
            .AddGoals(goals => goals.AddEvent("Sale", properties: ("plan", value)));

        Assert.Equal(
            expected,
            await site.RowsAsync(""" "metrics":["visitors"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["event:goal"] """)
        );
    }
}
