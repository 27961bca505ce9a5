using System.Net;
using Analytics.Core.Definitions;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Goals;

public sealed class GoalsTests : IAsyncLifetime
{
    private const string Goals = "/api/v1/sites/goals";
    private const string OfSite = "/api/v1/sites/example.com/goals";

    private ApiHost _host = null!;
    private string _key = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
        _key = await _host.AddKeyAsync(KeyScopes.Sites, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_form_as_the_documentation_of_Plausible_sends_it_defines_a_goal()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("example.com"), "site_id" },
            { new StringContent("event"), "goal_type" },
            { new StringContent("Signup"), "event_name" },
        };
        using var made = await _host.SendAsync(HttpMethod.Put, Goals, form, _key);
        Assert.Equal(
            """{"domain":"example.com","id":"1","display_name":"Signup","goal_type":"event","event_name":"Signup","page_path":null,"scroll_threshold":null,"currency":null,"custom_props":{}}""",
            await made.Content.ReadAsStringAsync(Cancel)
        );

        using var again = await _host.PutAsync(
            Goals,
            """{"site_id":"example.com","goal_type":"event","event_name":" Signup ","display_name":"Other"}""",
            _key
        );
        Assert.Equal("1", (await ApiHost.JsonAsync(again)).GetProperty("id").GetString());
        using var list = await _host.GetAsync(Goals + "?site_id=example.com", _key);
        var answer = await ApiHost.JsonAsync(list);
        Assert.Equal("Signup", Assert.Single(answer.GetProperty("goals").EnumerateArray()).GetProperty("display_name").GetString());
        Assert.Equal(100, answer.GetProperty("meta").GetProperty("limit").GetInt32());

        using var delete = new FormUrlEncodedContent([new("site_id", "example.com")]);
        using var deleted = await _host.SendAsync(HttpMethod.Delete, Goals + "/1", delete, _key);
        Assert.True((await ApiHost.JsonAsync(deleted)).GetProperty("deleted").GetBoolean());
        using var gone = await _host.DeleteAsync(Goals + "/1?site_id=example.com", _key);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_goal_that_is_defined_is_in_the_directory_of_queries()
    {
        using var page = await _host.PutAsync(Goals, """{"site_id":"EXAMPLE.com","goal_type":"page","page_path":"register/**"}""", _key);
        using var scroll = await _host.PostAsync(OfSite, """{"goal_type":"page","page_path":"/pricing","scroll_threshold":75}""", _key);
        using var revenue = await _host.PostAsync(
            OfSite,
            """{"goal_type":"event","event_name":"Purchase","currency":"eur","custom_props":{"plan":"team"},"scroll_threshold":-1}""",
            _key
        );

        var goals = await _host.Services.GetRequiredService<IGoalDirectory>().ListAsync("example.com", Cancel);

        Assert.Equal(["Purchase", "Scroll 75% on /pricing", "Visit /register/**"], goals.Select(goal => goal.DisplayName));
        Assert.Equal([GoalKind.Event, GoalKind.Scroll, GoalKind.Page], goals.Select(goal => goal.Kind));
        Assert.Equal(("EUR", "team"), (goals[0].Currency, goals[0].Properties["plan"]));
        Assert.Equal(75, goals[1].ScrollThreshold);
        Assert.Equal("/register/**", goals[2].PagePath);
    }

    [Fact]
    public async Task A_goal_is_read_replaced_and_deleted_at_its_address()
    {
        using var made = await _host.PostAsync(OfSite, """{"goal_type":"event","event_name":"Signup"}""", _key);
        using var changed = await _host.PutAsync(OfSite + "/1", """{"goal_type":"page","page_path":"/done"}""", _key);
        Assert.Equal("Visit /done", (await ApiHost.JsonAsync(changed)).GetProperty("display_name").GetString());
        using var read = await _host.GetAsync(OfSite + "/1", await _host.AddKeyAsync(KeyScopes.Stats, "example.com"));
        Assert.Equal("/done", (await ApiHost.JsonAsync(read)).GetProperty("page_path").GetString());

        using var deleted = await _host.DeleteAsync(OfSite + "/1", _key);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var missing = await _host.PutAsync(OfSite + "/1", """{"goal_type":"page","page_path":"/done"}""", _key);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("no goal of id '1'", await ApiHost.ErrorAsync(missing));
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        foreach (var name in new[] { "c", "a", "b" })
        {
            using var made = await _host.PostAsync(OfSite, $$"""{"goal_type":"event","event_name":"{{name}}"}""", _key);
        }

        using var first = await _host.GetAsync(OfSite + "?limit=2", _key);
        var page = await ApiHost.JsonAsync(first);
        Assert.Equal(["a", "b"], page.GetProperty("goals").EnumerateArray().Select(goal => goal.GetProperty("event_name").GetString()!));
        using var second = await _host.GetAsync(
            $"{OfSite}?limit=2&after={page.GetProperty("meta").GetProperty("after").GetString()}",
            _key
        );
        page = await ApiHost.JsonAsync(second);
        Assert.Equal("c", Assert.Single(page.GetProperty("goals").EnumerateArray()).GetProperty("event_name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.GetProperty("meta").GetProperty("after").ValueKind);
        using var bad = await _host.GetAsync(OfSite + "?after=99", _key);
        Assert.Contains("after:", await ApiHost.ErrorAsync(bad));
    }

    [Theory]
    [InlineData("{}", "goal_type: is missing")]
    [InlineData("""{"goal_type":"visit"}""", "'visit'")]
    [InlineData("""{"goal_type":"event"}""", "event_name: is missing")]
    [InlineData("""{"goal_type":"event","event_name":"engagement"}""", "goal_type page")]
    [InlineData("""{"goal_type":"event","event_name":"pageview"}""", "goal_type page")]
    [InlineData("""{"goal_type":"event","event_name":"A","page_path":"/a"}""", "page_path:")]
    [InlineData("""{"goal_type":"event","event_name":"A","scroll_threshold":5}""", "scroll_threshold:")]
    [InlineData("""{"goal_type":"event","event_name":"A","currency":"EURO"}""", "'EURO'")]
    [InlineData("""{"goal_type":"event","event_name":"A","custom_props":{"":"x"}}""", "custom_props:")]
    [InlineData("""{"goal_type":"event","event_name":"A","custom_props":{"x":""}}""", "custom_props:")]
    [InlineData("""{"goal_type":"event","event_name":"A","custom_props":{"x":null}}""", "custom_props.x: null is no item")]
    [InlineData("""{"goal_type":"event","event_name":"A","custom_props":{"x":5}}""", "custom_props")]
    [InlineData("""{"goal_type":"page"}""", "page_path: is missing")]
    [InlineData("""{"goal_type":"page","page_path":"/a","currency":"EUR"}""", "currency:")]
    [InlineData("""{"goal_type":"page","page_path":"/a","event_name":"A"}""", "event_name:")]
    [InlineData("""{"goal_type":"page","page_path":"/a","scroll_threshold":0}""", "scroll_threshold: 0")]
    [InlineData("""{"goal_type":"page","page_path":"/a","scroll_threshold":101}""", "scroll_threshold: 101")]
    [InlineData("""{"goal_type":"page","page_path":"/a","colour":"red"}""", "colour")]
    [InlineData("""{"goal_type":"event","event_name":"B","display_name":"Taken"}""", "display_name: 'Taken'")]
    [InlineData("""{"goal_type":"event","event_name":"Taken","currency":"EUR"}""", "currency: the goal exists")]
    public async Task A_bad_goal_is_refused_with_the_field(string body, string expected)
    {
        using var taken = await _host.PostAsync(OfSite, """{"goal_type":"event","event_name":"Taken"}""", _key);

        using var response = await _host.PostAsync(OfSite, body, _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task Names_paths_and_properties_are_taken_at_their_limits_and_refused_beyond()
    {
        var properties = string.Join(
            ',',
            Enumerable.Range(0, 10).Select(i => $"\"{new string('k', 299)}{i}\":\"{new string('v', 1_000)}\"")
        );
        string[] good =
        [
            $$"""{"goal_type":"event","event_name":"{{new string('n', 120)}}"}""",
            $$"""{"goal_type":"page","page_path":"/{{new string('p', 1_999)}}","display_name":"{{new string('d', 120)}}"}""",
            "{\"goal_type\":\"event\",\"event_name\":\"A\",\"custom_props\":{" + properties + "}}",
        ];
        string[] bad =
        [
            $$"""{"goal_type":"event","event_name":"{{new string('n', 121)}}"}""",
            $$"""{"goal_type":"page","page_path":"/{{new string('p', 2_000)}}","display_name":"x"}""",
            $$"""{"goal_type":"page","page_path":"/{{new string('p', 1_999)}}"}""",
            $$"""{"goal_type":"page","page_path":"/a","display_name":"{{new string('d', 121)}}"}""",
            "{\"goal_type\":\"event\",\"event_name\":\"B\",\"custom_props\":{\"one more\":\"x\"," + properties + "}}",
        ];
        foreach (
            var (body, expected) in good.Select(body => (body, HttpStatusCode.OK))
                .Concat(bad.Select(body => (body, HttpStatusCode.BadRequest)))
        )
        {
            using var response = await _host.PostAsync(OfSite, body, _key);
            Assert.True(response.StatusCode == expected, await response.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_key_of_one_site_sees_no_other_and_one_of_scope_stats_changes_nothing()
    {
        await _host.AddSiteAsync("other.com");
        var reader = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
        const string Body = """{"site_id":"other.com","goal_type":"event","event_name":"A"}""";

        using var other = await _host.PutAsync(Goals, Body, _key);
        using var otherList = await _host.GetAsync("/api/v1/sites/other.com/goals", _key);
        using var nowhere = await _host.GetAsync("/api/v1/sites/nowhere.com/goals", _key);
        using var reads = await _host.GetAsync(OfSite, reader);
        using var changes = await _host.PostAsync(OfSite, """{"goal_type":"event","event_name":"A"}""", reader);
        using var importer = await _host.GetAsync(OfSite, await _host.AddKeyAsync(KeyScopes.Import, "example.com"));
        using var without = await _host.GetAsync(Goals, _key);

        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, otherList.StatusCode);
        Assert.Equal((await ApiHost.ErrorAsync(otherList)).Replace("other", "nowhere"), await ApiHost.ErrorAsync(nowhere));
        Assert.Equal(HttpStatusCode.OK, reads.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, changes.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, importer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Contains("site_id: is missing", await ApiHost.ErrorAsync(without));
    }
}
