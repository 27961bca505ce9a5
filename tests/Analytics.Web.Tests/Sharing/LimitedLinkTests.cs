using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sharing;

/// <summary>A link that is limited to a segment, of visits that are partly outside of it, at a site with other definitions.</summary>
public sealed class LimitedLinkTests : IAsyncLifetime
{
    private const string Definitions = "/api/v1/sites/example.com/";
    private const string Secret = "Secret";

    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private ApiHost _host = null!;
    private string _owner = null!;
    private string _reader = null!;

    public async ValueTask InitializeAsync()
    {
        var pipeline = new Pipeline(Noon, partitions: 1);
        var second = Noon.ToUnixTimeSeconds();
        await pipeline.SendAsync([
            // Visitor 2 signs up on a page of the segment, 4 on another page, 6 nowhere.
            new("example.com", second - 600, 2, Page: "/shop/a"),
            new("example.com", second - 500, 2, "Signup", "/shop/a"),
            new("example.com", second - 600, 4, Page: "/shop/a"),
            new("example.com", second - 500, 4, Page: "/internal"),
            new("example.com", second - 400, 4, "Signup", "/internal"),
            new("example.com", second - 600, 6, Page: "/shop/a"),
            new("example.com", second - 500, 6, Page: "/internal"),
        ]);
        await pipeline.AggregateAsync();
        _host = await ApiHost.StartAsync(scanner: pipeline.Scanner);
        await _host.AddSiteAsync("example.com");
        _owner = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
        _reader = await OpenAsync("""[["contains","event:page",["/shop"]]]""");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("""["has_done",["is","event:name",["Signup"]]]""", 1)]
    [InlineData("""["has_not_done",["is","event:name",["Signup"]]]""", 2)]
    [InlineData("""["not",["has_done",["is","event:name",["Signup"]]]]""", 2)]
    [InlineData("""["or",[["has_done",["is","event:page",["/internal"]]],["has_done",["is","event:name",["Signup"]]]]]""", 1)]
    [InlineData("""["has_done",["is","event:page",["/internal"]]]""", 0)]
    [InlineData("""["has_done",["not",["contains","event:page",["/shop"]]]]""", 0)]
    [InlineData("""["has\u005fdone",["is","event:page",["/internal"]]]""", 0)]
    public async Task What_visits_have_done_outside_of_the_segment_is_not_seen(string filter, int visitors)
    {
        using var response = await _host.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[{{filter}}]}""",
            _reader
        );

        Assert.Equal(visitors, (await ApiHost.JsonAsync(response)).GetProperty("results")[0].GetProperty("metrics")[0].GetInt32());
    }

    [Theory]
    [InlineData("""[["or",[["contains","event:page",["/shop"]],["is","visit:country",["EE"]]]]]""", HttpStatusCode.Forbidden)]
    [InlineData("""[["and",[["contains","event:page",["/shop"]],["is_not","visit:country",["EE"]]]]]""", HttpStatusCode.OK)]
    [InlineData("""[["is_not","visit:country",["EE"]]]""", HttpStatusCode.OK)]
    public async Task A_segment_that_cannot_limit_what_was_done_is_told(string segment, HttpStatusCode status)
    {
        using var response = await _host.PostAsync(
            "/api/v2/query",
            """{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[["has_done",["is","event:name",["Signup"]]]]}""",
            await OpenAsync(segment)
        );

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(
            status == HttpStatusCode.OK ? "results" : "leave them out",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("funnel", "\"steps\":[{\"page\":\"/shop/a\"},{\"event\":\"Signup\"}]", "\"visitors\":3", "\"visitors\":1")]
    [InlineData("journeys", "\"path\":[{\"page\":\"/shop/a\"}]", "\"label\":\"Signup\",\"visitors\":1", "\"total_next\":1")]
    public async Task Paths_have_nothing_outside_of_the_segment(string kind, string members, params string[] answers)
    {
        using var response = await _host.PostAsync(
            $"/api/v2/{kind}",
            $$"""{"site_id":"example.com","date_range":"day",{{members}}}""",
            _reader
        );

        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("/internal", answer);
        Assert.All(answers, part => Assert.Contains(part, answer));
    }

    [Fact]
    public async Task It_shows_its_own_segment_and_names_of_goals_and_no_other_definition()
    {
        await DefineAsync("segments", """{"name":"Secret","content":{"filters":[["is","event:page",["/internal"]]]}}""");
        await DefineAsync("funnels", """{"name":"Secret","content":{"steps":[{"page":"/internal"},{"page":"/b"}]}}""");
        await DefineAsync("annotations", """{"name":"Secret","content":{"at":"2026-03-10"}}""");
        await DefineAsync("views", """{"name":"Secret","content":{}}""");
        await DefineAsync(
            "goals",
            """{"goal_type":"page","page_path":"/internal","display_name":"Buyers","currency":null,"custom_props":{"plan":"Secret"}}"""
        );

        foreach (var kind in (string[])["funnels", "annotations", "views"])
        {
            Assert.Equal(0, (await ListAsync(kind, "items")).GetArrayLength());
            using var one = await _host.GetAsync($"{Definitions}{kind}/1", _reader);
            Assert.Equal(HttpStatusCode.NotFound, one.StatusCode);
        }

        Assert.Equal(["1"], (await ListAsync("segments", "items")).EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.Equal(
            """[{"id":"1","display_name":"Buyers","goal_type":"page","event_name":null,"page_path":null,"scroll_threshold":null,"currency":null,"custom_props":{}}]""",
            (await ListAsync("goals", "goals")).GetRawText()
        );
        using var named = await _host.PostAsync(
            "/api/v2/query",
            """{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[["is","segment",["2"]]]}""",
            _reader
        );
        Assert.Equal(HttpStatusCode.BadRequest, named.StatusCode);
        foreach (var path in (string[])["segments/2", "goals/1"])
        {
            using var one = await _host.GetAsync(Definitions + path, _reader);
            Assert.DoesNotContain(Secret, await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private async Task<JsonElement> ListAsync(string kind, string member)
    {
        using var response = await _host.GetAsync(Definitions + kind, _reader);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await ApiHost.JsonAsync(response)).GetProperty(member);
    }

    private async Task DefineAsync(string kind, string definition)
    {
        using var made = await _host.PostAsync(Definitions + kind, definition, _owner);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> OpenAsync(string filters)
    {
        using var segment = await _host.PostAsync(
            Definitions + "segments",
            "{\"name\":\"Limit\",\"content\":{\"filters\":" + filters + "}}",
            _owner
        );
        var id = (await ApiHost.JsonAsync(segment)).GetProperty("id").GetString();
        using var made = await _host.PostAsync(Definitions + "shared-links", $$"""{"name":"link of {{id}}","segment":"{{id}}"}""", _owner);
        return await _host.OpenLinkAsync(made);
    }
}
