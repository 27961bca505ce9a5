using System.Net;
using System.Text.Json;
using Analytics.Core.Definitions;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sharing;

/// <summary>A link that is limited to the segment of page /a, which two of four visitors see.</summary>
public sealed class SegmentLinkTests : IAsyncLifetime
{
    private const string Segments = "/api/v1/sites/example.com/segments";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _owner = null!;
    private string _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                new("example.com", Noon - 60, 1, Page: "/a"),
                new("example.com", Noon - 60, 2, Page: "/a"),
                new("example.com", Noon - 60, 3, Page: "/b"),
                new("example.com", Noon - 60, 4, Page: "/b"),
            ]
        );
        await _host.AddSiteAsync("example.com");
        _owner = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
        using var segment = await _host.PostAsync(Segments, """{"name":"A","content":{"filters":[["is","event:page",["/a"]]]}}""", _owner);
        _reader = await OpenAsync("1");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("", 2)]
    [InlineData(""","filters":null""", 2)]
    [InlineData(""","filters":[]""", 2)]
    [InlineData(""","filters":[["is","event:page",["/a"]]]""", 2)]
    [InlineData(""","filters":[["is","event:page",["/b"]]]""", 0)]
    [InlineData(""","filters":[["is_not","segment",["1"]]]""", 0)]
    [InlineData(""","filters":[["is_not","event:page",["/\u0061"]]]""", 0)]
    [InlineData(""","filters":[["or",[["is","event:page",["/b"]],["is","event:page",["/a"]]]]]""", 2)]
    public async Task Every_query_of_its_reader_is_limited_to_the_segment(string filters, int visitors)
    {
        var query = $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":"day"{{filters}}}""";
        using var response = await _host.PostAsync("/api/v2/query", query, _reader);
        using var batch = await _host.PostAsync("/api/v2/query/batch", "{\"queries\":[{\"id\":\"x\",\"query\":" + query + "}]}", _reader);

        var line = (await ApiHost.JsonAsync(batch)).GetProperty("body");
        Assert.Equal(visitors, (await ApiHost.JsonAsync(response)).GetProperty("results")[0].GetProperty("metrics")[0].GetInt32());
        Assert.Equal(visitors, line.GetProperty("results")[0].GetProperty("metrics")[0].GetInt32());
        Assert.Contains(
            """["is","event:page",["/a"]]""",
            line.GetProperty("query").GetProperty("filters").GetRawText().Replace(" ", string.Empty)
        );
    }

    [Theory]
    [InlineData(
        """{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[],"filters":[["is","event:page",["/b"]]]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData("""{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":{"a":1}}""", HttpStatusCode.BadRequest)]
    [InlineData(
        """{"site_id":"example.com","site_id":"example.com","metrics":["visitors"],"date_range":"day"}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData("""{"metrics":["visitors"],"date_range":"day"}""", HttpStatusCode.BadRequest)]
    [InlineData("""[]""", HttpStatusCode.BadRequest)]
    [InlineData("""{""", HttpStatusCode.BadRequest)]
    public async Task A_query_that_could_be_read_in_two_ways_is_refused(string query, HttpStatusCode status)
    {
        using var response = await _host.PostAsync("/api/v2/query", query, _reader);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task The_older_version_of_queries_is_limited_too()
    {
        using var all = await _host.GetAsync("/api/v1/stats/aggregate?site_id=example.com&period=day", _owner);
        using var limited = await _host.GetAsync("/api/v1/stats/aggregate?site_id=example.com&period=day", _reader);
        using var filtered = await _host.GetAsync(
            "/api/v1/stats/aggregate?site_id=example.com&period=day&filters=event:page==/b",
            _reader
        );

        Assert.Equal((4, 2, 0), (await ValueAsync(all), await ValueAsync(limited), await ValueAsync(filtered)));

        static async Task<int> ValueAsync(HttpResponseMessage response) =>
            (await ApiHost.JsonAsync(response)).GetProperty("results").GetProperty("visitors").GetProperty("value").GetInt32();
    }

    [Theory]
    [InlineData("/api/v1/sites/example.com/live")]
    [InlineData("/api/v1/stats/realtime/visitors?site_id=example.com")]
    public async Task What_cannot_be_filtered_is_refused(string path)
    {
        using var response = await _host.GetAsync(path, _reader);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("limited to a segment", await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("""["is","event:goal",["Seen"]]""")]
    [InlineData("""["has_done",["is","event:goal",["Seen"]]]""")]
    [InlineData("""["is","event:props:plan",["a"]]""")]
    public async Task A_rate_that_divides_by_visitors_outside_of_the_segment_is_refused(string filter)
    {
        using var goal = await _host.PostAsync(
            "/api/v1/sites/example.com/goals",
            """{"goal_type":"page","page_path":"/a","display_name":"Seen"}""",
            _owner
        );
        using var segment = await _host.PostAsync(Segments, "{\"name\":\"B\",\"content\":{\"filters\":[" + filter + "]}}", _owner);
        Assert.True(segment.IsSuccessStatusCode);
        var reader = await OpenAsync("2");
        const string Query =
            """{"site_id":"example.com","metrics":["visitors","conversion_rate"],"date_range":"day","filters":[["is","event:goal",["Seen"]]]}""";

        using var refused = await _host.PostAsync("/api/v2/query", Query, reader);
        using var without = await _host.PostAsync("/api/v2/query", Query.Replace(",\"conversion_rate\"", string.Empty), reader);
        using var ofPages = await _host.PostAsync("/api/v2/query", Query, _reader);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("metrics: 'conversion_rate'", await ApiHost.ErrorAsync(refused));
        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
        Assert.Equal(100, (await ApiHost.JsonAsync(ofPages)).GetProperty("results")[0].GetProperty("metrics")[1].GetDouble());
    }

    [Fact]
    public async Task A_segment_stays_while_links_are_limited_to_it()
    {
        const string Refusal = "The segment 'A' is named by shared link 'link of 1' (id 1); change or delete what names it first.";
        using var deleted = await _host.DeleteAsync(Segments + "/1", _owner);
        Assert.Equal(HttpStatusCode.BadRequest, deleted.StatusCode);
        Assert.Equal(Refusal, await ApiHost.ErrorAsync(deleted));

        const string Personal = """{"name":"A","personal":true,"content":{"filters":[["is","event:page",["/a"]]]}}""";
        using var hidden = await _host.PutAsync(Segments + "/1", Personal, _owner);
        Assert.Equal(Refusal, await ApiHost.ErrorAsync(hidden));

        using var renamed = await _host.PutAsync(Segments + "/1", Personal.Replace("true", "false"), _owner);
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        using var link = await _host.DeleteAsync("/api/v1/sites/example.com/shared-links/1", _owner);
        using var gone = await _host.DeleteAsync(Segments + "/1", _owner);
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
    }

    [Fact]
    public async Task A_segment_is_not_deleted_if_another_instance_limits_a_link_to_it()
    {
        using var unused = await _host.PostAsync(Segments, """{"name":"B","content":{"filters":[["is","event:page",["/b"]]]}}""", _owner);
        Assert.True(unused.IsSuccessStatusCode);
        _host.Tables.BeforeCommit = async (_, _) =>
        {
            _host.Tables.BeforeCommit = null;
            await new SharedLinkRegistry(_host.Tables, _host.Time, bytes => bytes.Fill(1)).CreateAsync(
                "example.com",
                new("from elsewhere", null, null, "2", false),
                returnsExisting: false,
                TestContext.Current.CancellationToken
            );
        };

        using var deleted = await _host.DeleteAsync(Segments + "/2", _owner);

        Assert.Contains("named by shared link 'from elsewhere'", await ApiHost.ErrorAsync(deleted));
    }

    [Fact]
    public async Task Without_its_segment_a_link_shows_nothing()
    {
        // As where a release deleted it that did not look for links.
        await new DefinitionRegistry(_host.Tables, _host.Time)
            .Of(DefinitionRegistry.Segments)
            .DeleteAsync("example.com", "1", TestContext.Current.CancellationToken);
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        const string Query = """{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}""";

        using var response = await _host.PostAsync("/api/v2/query", Query, _reader);
        using var batch = await _host.PostAsync("/api/v2/query/batch", "{\"queries\":[{\"id\":\"x\",\"query\":" + Query + "}]}", _reader);
        using var funnel = await _host.PostAsync(
            "/api/v2/funnel",
            """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}]}""",
            _reader
        );

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(403, (await ApiHost.JsonAsync(batch)).GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, funnel.StatusCode);
    }

    [Theory]
    [InlineData("funnel", "\"steps\":[{\"page\":\"/a\"},{\"page\":\"/b\"}]")]
    [InlineData("journeys", "\"path\":[{\"page\":\"/a\"}]")]
    [InlineData("retention", "\"cohort_by\":\"day\"")]
    public async Task Questions_about_paths_carry_the_segment_too(string kind, string members)
    {
        using var limited = await _host.PostAsync(
            $"/api/v2/{kind}",
            $$"""{"site_id":"example.com","date_range":"day",{{members}}}""",
            _reader
        );
        using var named = await _host.PostAsync(
            $"/api/v2/{kind}",
            $$"""{"site_id":"example.com","date_range":"day","filters":[["is","segment",["1"]]],{{members}}}""",
            _owner
        );

        foreach (var response in (HttpResponseMessage[])[limited, named])
        {
            var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, answer);
            var filters = JsonDocument.Parse(answer).RootElement.GetProperty("query").GetProperty("filters").GetRawText();
            Assert.Contains("\"/a\"", filters);
        }
    }

    private async Task<string> OpenAsync(string segment)
    {
        using var made = await _host.PostAsync(
            "/api/v1/sites/example.com/shared-links",
            $$"""{"name":"link of {{segment}}","segment":"{{segment}}"}""",
            _owner
        );
        return await _host.OpenLinkAsync(made);
    }
}
