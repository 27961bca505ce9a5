using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Core.Queries;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Queries;

/// <summary>Questions whose <c>site_id</c> is an array.</summary>
public sealed class SeveralSitesTests : IAsyncLifetime
{
    private const string Rest = "\"metrics\":[\"visitors\",\"pageviews\"],\"date_range\":[\"2026-03-09\",\"2026-03-09\"]";
    private static readonly long Second = new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private ApiHost _host = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                new("a.example", Second, 1),
                new("a.example", Second + 1, 2),
                new("b.example", Second, 1),
                new("b.example", Second + 5, 1),
                new("c.example", Second, 7),
            ]
        );
        foreach (var site in (string[])["a.example", "b.example", "c.example"])
        {
            await _host.AddSiteAsync(site);
        }

        _key = await _host.AddKeyAsync(KeyScopes.Stats);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_numbers_are_summed_and_the_answer_says_so()
    {
        using var response = await AskAsync("""["A.example","b.example"]""");
        var answer = await ApiHost.JsonAsync(response);

        Assert.Equal("[3,4]", answer.GetProperty("results")[0].GetProperty("metrics").GetRawText());
        Assert.Equal("""{"time_zone":"Etc/UTC","visitors":"summed"}""", answer.GetProperty("meta").GetProperty("sites").GetRawText());
        Assert.Equal("""["a.example","b.example"]""", answer.GetProperty("query").GetProperty("site_id").GetRawText());
        using var again = await _host.PostAsync("/api/v2/query", answer.GetProperty("query").GetRawText(), _key);
        Assert.Equal(response.Headers.ETag, again.Headers.ETag);
        Assert.NotEqual(response.Headers.ETag, (await AskAsync("""["a.example","c.example"]""")).Headers.ETag);
    }

    [Fact]
    public async Task An_array_of_one_site_is_that_site()
    {
        using var one = await AskAsync("""["a.example"]""");
        using var plain = await AskAsync("\"a.example\"");
        Assert.Equal(plain.Headers.ETag, one.Headers.ETag);
        Assert.False((await ApiHost.JsonAsync(one)).GetProperty("meta").TryGetProperty("sites", out _));
    }

    [Fact]
    public async Task The_answer_comes_as_CSV_and_in_a_batch()
    {
        using var csv = await _host.SendAsync(
            HttpMethod.Post,
            "/api/v2/query",
            ApiHost.Text($$"""{"site_id":["a.example","b.example"],{{Rest}}}""", "application/json"),
            _key,
            "text/csv"
        );
        Assert.Equal(
            "visitors,pageviews\r\n3,4\r\n",
            (await csv.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings("\r\n")
        );

        using var batch = await _host.PostAsync(
            "/api/v2/query/batch",
            $$$"""
            {"queries":[
              {"id":"both","query":{"site_id":["a.example","b.example"],{{{Rest}}}}},
              {"id":"one","query":{"site_id":"c.example",{{{Rest}}}}},
              {"id":"none","query":{"site_id":["a.example","x.example"],{{{Rest}}}}}]}
            """,
            _key
        );
        var lines = (await batch.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))
            .ToDictionary(line => line.GetProperty("id").GetString()!);
        Assert.Equal((200, 200, 404), (Status(lines["both"]), Status(lines["one"]), Status(lines["none"])));
        Assert.Equal("[3,4]", lines["both"].GetProperty("body").GetProperty("results")[0].GetProperty("metrics").GetRawText());

        static int Status(JsonElement line) => line.GetProperty("status").GetInt32();
    }

    [Fact]
    public async Task A_site_that_the_key_may_not_see_is_like_one_that_does_not_exist()
    {
        var bound = await _host.AddKeyAsync(KeyScopes.Stats, "a.example");
        using var hidden = await AskAsync("""["a.example","b.example"]""", bound);
        using var missing = await AskAsync("""["a.example","x.example"]""", bound);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (hidden.StatusCode, missing.StatusCode));
        Assert.Equal(
            (await ApiHost.ErrorAsync(hidden)).Replace("b.example", "", StringComparison.Ordinal),
            (await ApiHost.ErrorAsync(missing)).Replace("x.example", "", StringComparison.Ordinal)
        );
        using var anonymous = await _host.PostAsync("/api/v2/query", $$"""{"site_id":["a.example","b.example"],{{Rest}}}""");
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    public async Task A_shared_link_shows_its_own_site_alone()
    {
        using var made = await _host.PostAsync("/api/v1/sites/a.example/shared-links", """{"name":"wall"}""", ApiHost.AdminKey);
        using var opened = await _host.PostAsync(
            "/api/v1/session",
            $$"""{"link":"{{(await ApiHost.JsonAsync(made)).GetProperty("token").GetString()}}"}"""
        );
        var bearer = (await ApiHost.JsonAsync(opened)).GetProperty("bearer").GetString();

        using var others = await AskAsync("""["a.example","b.example"]""", bearer);
        using var own = await AskAsync("""["a.example"]""", bearer);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (others.StatusCode, own.StatusCode));
    }

    [Theory]
    [InlineData("[]", "site_id is an empty array")]
    [InlineData("""["a.example",1]""", "site_id[1]")]
    [InlineData("""["a.example","b.example","a.example"]""", "site_id[2] is 'a.example', which is there already")]
    [InlineData("""["a.example","A.example"]""", "site_id[1]: 'A.example' is site 'a.example'")]
    public async Task A_bad_list_is_refused_by_its_element(string sites, string expected)
    {
        using var refused = await AskAsync(sites);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_sites_are_asked_together_and_no_more()
    {
        for (var number = 0; number <= QueryParser.MaxSites; number++)
        {
            await _host.AddSiteAsync($"{number}.example");
        }

        using var most = await AskAsync(Named(QueryParser.MaxSites));
        using var tooMany = await AskAsync(Named(QueryParser.MaxSites + 1));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (most.StatusCode, tooMany.StatusCode));
        Assert.Contains("50", await ApiHost.ErrorAsync(tooMany), StringComparison.Ordinal);

        static string Named(int count) => JsonSerializer.Serialize(Enumerable.Range(0, count).Select(number => $"{number}.example"));
    }

    [Fact]
    public async Task What_is_one_sites_is_refused_or_has_to_be_alike_in_all()
    {
        foreach (var (site, name) in ((string, string)[])[("a.example", "Signup"), ("b.example", "Signup"), ("a.example", "Other")])
        {
            using var goal = await _host.PostAsync(
                $"/api/v1/sites/{site}/goals",
                $$"""{"goal_type":"event","event_name":"{{name}}"}""",
                ApiHost.AdminKey
            );
            Assert.Equal(HttpStatusCode.OK, goal.StatusCode);
        }

        using var common = await AskAsync(
            """["a.example","b.example"]""",
            rest: Rest + ",\"filters\":[[\"is\",\"event:goal\",[\"Signup\"]]]"
        );
        using var single = await AskAsync(
            """["a.example","b.example"]""",
            rest: Rest + ",\"filters\":[[\"is\",\"event:goal\",[\"Other\"]]]"
        );
        using var none = await AskAsync(
            """["a.example","c.example"]""",
            rest: Rest + ",\"filters\":[[\"is\",\"event:goal\",[\"Signup\"]]]"
        );
        using var segment = await AskAsync("""["a.example","b.example"]""", rest: Rest + ",\"filters\":[[\"is\",\"segment\",[\"1\"]]]");
        using var funnel = await _host.PostAsync(
            "/api/v2/funnel",
            """{"site_id":["a.example","b.example"],"date_range":"7d","steps":[{"page":"/"},{"page":"/b"}]}""",
            _key
        );
        Assert.Equal(HttpStatusCode.OK, common.StatusCode);
        foreach (
            var (refused, expected) in ((HttpResponseMessage, string)[])
                [(single, "'Other'"), (none, "have no goal alike"), (segment, "'segment' is one site's"), (funnel, "site_id")]
        )
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(expected, await ApiHost.ErrorAsync(refused), StringComparison.Ordinal);
        }

        using var listed = await AskAsync("""["a.example","b.example"]""", rest: Rest + ",\"dimensions\":[\"event:goal\"]");
        var answer = await listed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"sites\":{\"goals_left_out\":[\"Other\"],\"time_zone\":", answer, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> AskAsync(string sites, string? key = null, string rest = Rest) =>
        _host.PostAsync("/api/v2/query", $$"""{"site_id":{{sites}},{{rest}}}""", key ?? _key);
}
