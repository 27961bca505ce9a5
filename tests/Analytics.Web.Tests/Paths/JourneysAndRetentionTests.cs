using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Paths;

public sealed class JourneysAndRetentionTests
{
    private const string Journeys = "/api/v2/journeys";
    private const string Retention = "/api/v2/retention";
    private const string Daily = "daily.example";
    private const string Lasting = "lasting.example";
    private const string Slashes = "slashes.example";

    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_path_is_answered_with_what_comes_next_at_each_step()
    {
        await using var host = await StartAsync();

        using var response = await host.PostAsync(
            Journeys,
            $$"""{"site_id":"{{Daily}}","date_range":"day","path":[{"page":"/"},{"page":"/sale/"}]}""",
            await host.AddKeyAsync(KeyScopes.Stats, Daily)
        );

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(
            """
            [{"step":{"page":"/"},"visitors":2,"conversion_rate":100,"conversion_rate_step":100,"no_further_action":{"visitors":1,"percentage":50},"next":[{"type":"page","label":"/sale","visitors":1,"percentage":50}],"total_next":1},{"step":{"page":"/sale/"},"visitors":1,"conversion_rate":50,"conversion_rate_step":50,"no_further_action":{"visitors":0,"percentage":0},"next":[{"type":"event","label":"Buy","visitors":1,"percentage":100}],"total_next":1}]
            """,
            answer.GetProperty("results").GetRawText()
        );
        Assert.Equal("""{"conversion_rate":50}""", answer.GetProperty("meta").GetRawText());
    }

    [Theory]
    [InlineData("directory", "/b/*", 2, "/b=2 /b/*=2")]
    [InlineData("directory", "/b/**", 2, "/b=2 /b/*=2")]
    [InlineData("directory", "/b", 2, "/b=2 /b/*=2")]
    [InlineData("page", "/b/*", 2, "/b=2 /b/1=1 /b/2=1")]
    [InlineData("page", "/b/", 2, "/b=2 /b/1=1 /b/2=1")]
    [InlineData("page", "/b**", 4, "/b=2 /b/1=1 /b/2=1")]
    public async Task A_next_step_has_the_number_of_the_path_with_it_added(string group, string step, int visitors, string next)
    {
        await using var host = await StartAsync();
        await host.AddSiteAsync(Slashes);
        var key = await host.AddKeyAsync(KeyScopes.Stats, Slashes);

        using var journey = await host.PostAsync(
            Journeys,
            $$"""{"site_id":"{{Slashes}}","date_range":"day","group":"{{group}}","path":[{"page":"/x"},{"page":"{{step}}"}]}""",
            key
        );
        using var funnel = await host.PostAsync(
            "/api/v2/funnel",
            $$"""{"site_id":"{{Slashes}}","date_range":"day","steps":[{"page":"/x"},{"page":"{{step}}"}]}""",
            key
        );

        var steps = (await ApiHost.JsonAsync(journey)).GetProperty("results");
        Assert.Equal(
            next,
            string.Join(
                ' ',
                steps[0].GetProperty("next").EnumerateArray().Select(node => $"{node.GetProperty("label")}={node.GetProperty("visitors")}")
            )
        );
        Assert.Equal(visitors, steps[1].GetProperty("visitors").GetInt32());
        Assert.Equal(visitors, (await ApiHost.JsonAsync(funnel)).GetProperty("results")[1].GetProperty("visitors").GetInt32());
    }

    [Fact]
    public async Task Cohorts_are_answered_with_those_who_came_back()
    {
        await using var host = await StartAsync();

        using var response = await host.PostAsync(
            Retention,
            $$"""{"site_id":"{{Lasting}}","date_range":["2026-03-09","2026-03-10"],"cohort_by":"day"}""",
            await host.AddKeyAsync(KeyScopes.Stats, Lasting)
        );

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(
            """
            [{"cohort":"2026-03-09","visitors":2,"periods":[{"visitors":2,"rate":100,"complete":true},{"visitors":1,"rate":50,"complete":false}]},{"cohort":"2026-03-10","visitors":1,"periods":[{"visitors":1,"rate":100,"complete":false}]}]
            """,
            answer.GetProperty("results").GetRawText()
        );
        Assert.Equal("""{"mean":[100,null],"visitors_without_lasting_id":0}""", answer.GetProperty("meta").GetRawText());
    }

    [Theory]
    [InlineData(
        "\"2026-01-30\",\"2026-02-28\"",
        "month",
        """[{"cohort":"2026-01-01","visitors":1,"periods":[{"visitors":1,"rate":100,"complete":false},{"visitors":1,"rate":100,"complete":true}]},{"cohort":"2026-02-01","visitors":1,"periods":[{"visitors":1,"rate":100,"complete":true}]}]""",
        "[100,100]"
    )]
    [InlineData(
        "\"2026-01-30\",\"2026-02-01\"",
        "week",
        """[{"cohort":"2026-01-30","visitors":1,"periods":[{"visitors":1,"rate":100,"complete":false}]}]""",
        "[null]"
    )]
    [InlineData(
        "\"2026-01-26\",\"2026-02-01\"",
        "week",
        """[{"cohort":"2026-01-26","visitors":1,"periods":[{"visitors":1,"rate":100,"complete":true}]}]""",
        "[100]"
    )]
    public async Task A_period_that_begins_before_the_range_is_not_complete(string days, string by, string cohorts, string mean)
    {
        var pipeline = new Pipeline(Noon, partitions: 1);
        await pipeline.SendAsync([
            new NaiveEvent(Lasting, new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 11),
            new NaiveEvent(Lasting, new DateTimeOffset(2026, 2, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 11),
            new NaiveEvent(Lasting, new DateTimeOffset(2026, 2, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 13),
        ]);
        await pipeline.AggregateAsync();
        await using var host = await ApiHost.StartAsync(scanner: pipeline.Scanner);
        await host.AddSiteAsync(Lasting);

        using var response = await host.PostAsync(
            Retention,
            $$"""{"site_id":"{{Lasting}}","date_range":[{{days}}],"cohort_by":"{{by}}"}""",
            await host.AddKeyAsync(KeyScopes.Stats, Lasting)
        );

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(cohorts, answer.GetProperty("results").GetRawText());
        Assert.Equal(mean, answer.GetProperty("meta").GetProperty("mean").GetRawText());
    }

    [Fact]
    public async Task Retention_is_refused_where_nobody_can_be_known_again()
    {
        await using var host = await StartAsync();

        using var response = await host.PostAsync(
            Retention,
            $$"""{"site_id":"{{Daily}}","date_range":"day"}""",
            await host.AddKeyAsync(KeyScopes.Stats, Daily)
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("whose visitors have an id for a day only", await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Journeys, "\"path\":{}", "path must be an array of steps")]
    [InlineData(Journeys, "\"path\":[{\"page\":\"x\"}]", "path[0].page is 'x', which is no path")]
    [InlineData(Journeys, "\"direction\":\"up\"", "direction is \"up\"; use forward or backward")]
    [InlineData(Journeys, "\"group\":1", "group is 1; use page or directory")]
    [InlineData(Journeys, "\"search\":\"\"", "search must not be empty")]
    [InlineData(Journeys, "\"limit\":101", "limit must be a whole number from 1 to 100")]
    [InlineData(Journeys, "\"steps\":[]", "The body has the unknown key 'steps'")]
    [InlineData(Retention, "\"cohort_by\":\"year\"", "cohort_by is \"year\"; use week, day or month")]
    [InlineData(Retention, "\"first\":\"x\"", "first is \"x\"; write")]
    [InlineData(Retention, "\"returning\":{\"goal\":\"x\"}", "returning.goal is 'x', but the site has no goals")]
    [InlineData(
        Retention,
        "\"cohort_by\":\"day\",\"date_range\":[\"2020-01-01\",\"2026-01-31\"]",
        "cohort_by cuts the date range into 2223 periods; at most 400"
    )]
    public async Task What_is_wrong_is_named_with_the_remedy(string path, string member, string message)
    {
        await using var host = await StartAsync();
        var range = member.Contains("date_range", StringComparison.Ordinal) ? "" : "\"date_range\":\"day\",";

        using var response = await host.PostAsync(
            path,
            $$"""{"site_id":"{{Lasting}}",{{range}}{{member}}}""",
            await host.AddKeyAsync(KeyScopes.Stats, Lasting)
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    private static async Task<ApiHost> StartAsync()
    {
        var pipeline = new Pipeline(Noon, partitions: 4);
        var second = Noon.ToUnixTimeSeconds();
        await pipeline.SendAsync([
            new NaiveEvent(Daily, second - 500, 10, Page: "/"),
            new NaiveEvent(Daily, second - 400, 10, Page: "/"),
            new NaiveEvent(Daily, second - 300, 10, Page: "/sale"),
            new NaiveEvent(Daily, second - 200, 10, "Buy", "/sale"),
            new NaiveEvent(Daily, second - 100, 20, Page: "/"),
            new NaiveEvent(Lasting, second - 86_400, 11, Page: "/"),
            new NaiveEvent(Lasting, second - 86_300, 13, Page: "/"),
            new NaiveEvent(Lasting, second - 300, 11, Page: "/"),
            new NaiveEvent(Lasting, second - 200, 15, Page: "/"),
            .. ((string[])["/b/", "/b", "/b/1", "/b/2"]).SelectMany(
                (page, i) =>
                    (NaiveEvent[])
                        [
                            new(Slashes, second - 300, (ulong)(20 + (2 * i)), Page: "/x"),
                            new(Slashes, second - 200, (ulong)(20 + (2 * i)), Page: page),
                        ]
            ),
        ]);
        await pipeline.AggregateAsync();
        var host = await ApiHost.StartAsync(scanner: pipeline.Scanner);
        await host.AddSiteAsync(Daily);
        await host.AddSiteAsync(Lasting);
        return host;
    }
}
