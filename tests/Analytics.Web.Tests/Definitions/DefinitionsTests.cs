using System.Net;
using System.Text.Json;
using Analytics.Core.Definitions;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Definitions;

public sealed class DefinitionsTests : IAsyncLifetime
{
    private const string Site = "/api/v1/sites/example.com/";
    private const string Segment = """{"name":"Home","content":{"filters":[["is","event:page",["/"]]]}}""";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _owner = null!;
    private string _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                new("example.com", Noon - 60, 1, Page: "/"),
                new("example.com", Noon - 60, 2, Page: "/a"),
                new("example.com", Noon - 60, 3, Page: "/b"),
            ]
        );
        await _host.AddSiteAsync("example.com");
        await _host.AddSiteAsync("other.com");
        _owner = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
        _reader = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("annotations", """{"name":"Deploy","content":{"at":"2026-03-10T14:02"}}""")]
    [InlineData("annotations", """{"name":"Sale","content":{"at":"2026-03-10"}}""")]
    [InlineData("segments", Segment)]
    [InlineData("funnels", """{"name":"Checkout","content":{"steps":[{"page":"/a"},{"event":"Signup"}],"window":"1d"}}""")]
    [InlineData("views", """{"name":"Paid","content":{"anything":[1,{"x":null}]}}""")]
    public async Task A_definition_of_each_kind_is_stored_read_listed_replaced_and_deleted(string kind, string body)
    {
        using var made = await _host.PostAsync(Site + kind, body, _owner);
        var answer = await ApiHost.JsonAsync(made);
        Assert.Equal("1", answer.GetProperty("id").GetString());
        using var read = await _host.GetAsync(Site + kind + "/1", _reader);
        var sent = JsonDocument.Parse(body).RootElement.GetProperty("content").GetRawText();
        Assert.Equal(sent, (await ApiHost.JsonAsync(read)).GetProperty("content").GetRawText());

        using var replaced = await _host.PutAsync(Site + kind + "/1", body.Replace("\"name\":\"", "\"name\":\"New "), _owner);
        Assert.StartsWith("New ", (await ApiHost.JsonAsync(replaced)).GetProperty("name").GetString());
        using var list = await _host.GetAsync(Site + kind, _reader);
        Assert.Single((await ApiHost.JsonAsync(list)).GetProperty("items").EnumerateArray());
        using var deleted = await _host.DeleteAsync(Site + kind + "/1", _owner);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var gone = await _host.GetAsync(Site + kind + "/1", _reader);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_reader_stores_personal_definitions_that_nobody_else_sees_or_changes_and_no_others()
    {
        const string Personal = """{"name":"Mine","personal":true,"content":{"at":"2026-03-10"}}""";
        using var mine = await _host.PostAsync(Site + "annotations", Personal, _reader);
        using var common = await _host.PostAsync(Site + "annotations", Personal.Replace("true", "false"), _reader);
        using var seen = await _host.GetAsync(Site + "annotations/1", _owner);
        using var changed = await _host.PutAsync(Site + "annotations/1", Personal, _owner);
        using var deleted = await _host.DeleteAsync(Site + "annotations/1", _owner);
        using var published = await _host.PutAsync(Site + "annotations/1", Personal.Replace("true", "false"), _reader);
        using var own = await _host.GetAsync(Site + "annotations/1", _reader);

        Assert.True((await ApiHost.JsonAsync(mine)).GetProperty("personal").GetBoolean());
        Assert.Equal(HttpStatusCode.Forbidden, common.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, seen.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, published.StatusCode);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task A_reader_cannot_change_or_delete_what_everyone_sees_and_a_key_of_another_site_sees_nothing()
    {
        using var made = await _host.PostAsync(Site + "segments", Segment, _owner);
        using var changed = await _host.PutAsync(
            Site + "segments/1",
            Segment.Replace("\"content\"", "\"personal\":true,\"content\""),
            _reader
        );
        using var deleted = await _host.DeleteAsync(Site + "segments/1", _reader);
        using var other = await _host.GetAsync(Site + "segments", await _host.AddKeyAsync(KeyScopes.Stats, "other.com"));
        using var nobody = await _host.GetAsync(Site + "segments");

        Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Theory]
    [InlineData("annotations", """{"content":{"at":"2026-03-10"}}""", "name:")]
    [InlineData("annotations", """{"name":"a"}""", "content:")]
    [InlineData("annotations", """{"name":"a","content":{"at":"yesterday"}}""", "content.at: 'yesterday'")]
    [InlineData("annotations", """{"name":"a","content":{"at":"2026-02-30"}}""", "content.at")]
    [InlineData("annotations", """{"name":"a","content":{"at":"2026-03-10","colour":1}}""", "'colour'")]
    [InlineData("segments", """{"name":"a","content":{"filters":[]}}""", "content.filters")]
    [InlineData("segments", """{"name":"a","content":{"filters":[["is","nonsense",["x"]]]}}""", "nonsense")]
    [InlineData(
        "segments",
        """{"name":"a","content":{"filters":[["is","segment",["1"]]]}}""",
        "content: 'segment' is a filter of questions, and stored definitions can't refer to segments; write the segment's filters out"
    )]
    [InlineData("segments", """{"name":"a","content":{"filters":[["not",["is","segment",["1"]]]]}}""", "can't refer to segments")]
    [InlineData(
        "funnels",
        """{"name":"a","content":{"steps":[{"page":"/a"},{"page":"/b"}],"filters":[["is_not","segment",["1"]]]}}""",
        "can't refer to segments"
    )]
    [InlineData(
        "funnels",
        """{"name":"a","content":{"steps":[{"page":"/a"},{"goal":"nope"}]}}""",
        "content.steps[1].goal: 'nope' is no goal of the site; create the goal first"
    )]
    [InlineData(
        "funnels",
        """{"name":"a","content":{"steps":[{"page":"/a"},{"page":"/b"}],"filters":[["is","event:goal",["nope"]]]}}""",
        "content.filters: 'nope' is no goal of the site; create the goal first"
    )]
    [InlineData(
        "segments",
        """{"name":"a","content":{"filters":[["or",[["is","event:page",["/"]],["is_not","event:goal",["nope"]]]]]}}""",
        "content.filters: 'nope' is no goal of the site; create the goal first"
    )]
    [InlineData("funnels", """{"name":"a","content":{}}""", "content.steps is missing")]
    [InlineData("funnels", """{"name":"a","content":{"steps":[{"page":"/a"}]}}""", "content.steps")]
    [InlineData("funnels", """{"name":"a","content":{"steps":[{"page":"/a"},1]}}""", "content.steps[1]")]
    [InlineData("funnels", """{"name":"a","content":{"steps":[{"page":"/a"},{"page":"/b"}],"order":"loose"}}""", "content.order")]
    [InlineData("funnels", """{"name":"a","content":{"steps":[{"page":"/a"},{"page":"/b"}],"window":"91d"}}""", "content.window")]
    [InlineData(
        "funnels",
        """{"name":"a","content":{"steps":[{"page":"/a"},{"page":"/b"}],"date_range":"7d"}}""",
        "content: 'date_range'"
    )]
    [InlineData("funnels", """{"name":"a","content":{"steps":[{"page":"/a"},{"page":"/b"}],"steps":[]}}""", "content.The body")]
    [InlineData("views", """{"name":"a","content":[]}""", "content:")]
    [InlineData("views", """{"name":"a","content":{},"colour":1}""", "colour")]
    public async Task A_bad_definition_is_refused_with_the_member(string kind, string body, string expected)
    {
        using var response = await _host.PostAsync(Site + kind, body, _owner);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task A_funnel_whose_goal_is_gone_is_read_and_changed_but_takes_no_other_unknown_goal()
    {
        const string Funnel = """{"name":"Way","content":{"steps":[{"page":"/a"},{"goal":"Gone"}]}}""";
        var now = _host.Time.Now;
        using var content = JsonDocument.Parse("""{"steps":[{"page":"/a"},{"goal":"Gone"}]}""");
        await _host
            .Services.GetRequiredService<DefinitionRegistry>()
            .Of(DefinitionRegistry.Funnels)
            .ChangeAsync(
                "example.com",
                _ => DefinitionChange<StoredDefinition>.Add(new(string.Empty, "Way", null, now, now, content.RootElement)),
                TestContext.Current.CancellationToken
            );

        using var read = await _host.GetAsync(Site + "funnels/1", _reader);
        using var changed = await _host.PutAsync(Site + "funnels/1", Funnel.Replace("/a", "/b").Replace("Way", "Other way"), _owner);
        using var other = await _host.PutAsync(Site + "funnels/1", Funnel.Replace("Gone", "nope"), _owner);
        using var copied = await _host.PostAsync(Site + "funnels", Funnel, _owner);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (read.StatusCode, changed.StatusCode));
        Assert.Equal("Other way", (await ApiHost.JsonAsync(changed)).GetProperty("name").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (other.StatusCode, copied.StatusCode));
        Assert.Contains("'nope' is no goal of the site", await ApiHost.ErrorAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goals_of_the_site_and_parts_of_names_are_taken()
    {
        using var goal = await _host.PostAsync(Site + "goals", """{"goal_type":"event","event_name":"Signup"}""", _owner);
        Assert.Equal(HttpStatusCode.OK, goal.StatusCode);
        foreach (
            var filter in (string[])
                [
                    """["is","event:goal",["Signup"]]""",
                    """["is","event:goal",["signup"],{"case_sensitive":false}]""",
                    """["contains","event:goal",["nope"]]""",
                ]
        )
        {
            using var made = await _host.PostAsync(Site + "segments", $$$"""{"name":"a","content":{"filters":[{{{filter}}}]}}""", _owner);
            Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        }

        using var funnel = await _host.PostAsync(
            Site + "funnels",
            """{"name":"a","content":{"steps":[{"page":"/a"},{"goal":"Signup"}]}}""",
            _owner
        );
        Assert.Equal(HttpStatusCode.OK, funnel.StatusCode);
    }

    [Theory]
    [InlineData("2026-03-29T03:30", HttpStatusCode.BadRequest)]
    [InlineData("2026-03-29T04:00", HttpStatusCode.OK)]
    [InlineData("2026-10-25T03:30", HttpStatusCode.OK)]
    public async Task A_time_that_clocks_skip_is_refused_as_in_a_range_and_one_shown_twice_is_not(string at, HttpStatusCode status)
    {
        using var changed = await _host.PutAsync(Site.TrimEnd('/'), """{"timezone":"Europe/Tallinn"}""", _owner);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        using var response = await _host.PostAsync(Site + "annotations", $$$"""{"name":"a","content":{"at":"{{{at}}}"}}""", _owner);
        using var range = await _host.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":["{{at}}:00","2026-12-01T00:00:00"]}""",
            _owner
        );

        Assert.Equal((status, status), (response.StatusCode, range.StatusCode));
        if (status != HttpStatusCode.OK)
        {
            Assert.Equal(
                "content.at: '2026-03-29T03:30' is a time that clocks in Europe/Tallinn skip; use another, such as 2026-03-29T04:00",
                await ApiHost.ErrorAsync(response)
            );
        }
    }

    [Theory]
    [InlineData("""["is","segment",["1"]]""", 1)]
    [InlineData("""["is_not","segment",["1"]]""", 2)]
    [InlineData("""["is","segment",["1","2"]]""", 2)]
    [InlineData("""["or",[["is","segment",["1"]],["is","event:page",["/b"]]]]""", 2)]
    public async Task A_query_names_segments_and_shows_the_filters_that_they_stand_for(string filter, int visitors)
    {
        using var home = await _host.PostAsync(Site + "segments", Segment, _owner);
        using var a = await _host.PostAsync(Site + "segments", Segment.Replace("\"/\"", "\"/a\""), _owner);
        var query = $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[{{filter}}]}""";

        using var response = await _host.PostAsync("/api/v2/query", query, _reader);

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(visitors, answer.GetProperty("results")[0].GetProperty("metrics")[0].GetInt32());
        Assert.DoesNotContain("segment", answer.GetProperty("query").GetRawText());
        var again = answer.GetProperty("query").GetProperty("filters").GetRawText();
        using var posted = await _host.PostAsync("/api/v2/query", query.Replace($"[{filter}]", again), _reader);
        Assert.Equal(visitors, (await ApiHost.JsonAsync(posted)).GetProperty("results")[0].GetProperty("metrics")[0].GetInt32());
    }

    [Theory]
    [InlineData("""["is","segment",["9"]]""", "no segment '9'")]
    [InlineData("""["is","segment",[]]""", "segment")]
    [InlineData("""["contains","segment",["1"]]""", "'contains'")]
    public async Task A_segment_that_cannot_be_put_in_is_refused(string filter, string expected)
    {
        using var response = await _host.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[{{filter}}]}""",
            _reader
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }
}
