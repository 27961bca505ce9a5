using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Queries;

public sealed class BatchTests : IAsyncLifetime
{
    private const string Path = "/api/v2/query/batch";
    private const string Totals = """{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}""";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly List<NaiveEvent> _events =
    [
        new("example.com", Noon - 60, 10, Page: "/"),
        new("second.com", Noon - 60, 11, Page: "/"),
        new("second.com", Noon - 60, 12, Page: "/"),
    ];

    private ApiHost _host = null!;
    private string _key = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(new Dictionary<string, string?> { ["Analytics:Web:StatsRequestsPerHour"] = "5" }, _events);
        await _host.AddSiteAsync("example.com");
        await _host.AddSiteAsync("second.com");
        await _host.AddSiteAsync("hidden.com");
        await _host.AddSiteAsync("public.com", isPublic: true);
        _key = await _host.AddKeyAsync(KeyScopes.Stats);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Each_query_gets_a_line_with_the_status_that_it_alone_would_have()
    {
        var bound = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
        using var response = await _host.PostAsync(
            Path,
            $$$"""{"queries":[{"id":"good","query":{{{Totals}}} },{"id":"bad","query":{"site_id":"example.com","metrics":["nonsense"],"date_range":"day"} },{"id":"other","query": {{{Totals.Replace("example", "hidden")}}} }]}""",
            bound
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store, private", response.Headers.CacheControl!.ToString());
        var lines = await LinesAsync(response);
        Assert.Equal(3, lines.Count);
        Assert.Equal(200, lines["good"].GetProperty("status").GetInt32());
        Assert.Equal(1, Visitors(lines["good"]));
        Assert.Equal(400, lines["bad"].GetProperty("status").GetInt32());
        Assert.Contains("nonsense", lines["bad"].GetProperty("body").GetProperty("error").GetString());
        Assert.Equal(404, lines["other"].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task The_body_and_tag_of_a_line_are_those_of_the_single_query()
    {
        using var single = await _host.PostAsync("/api/v2/query", Totals, _key);
        using var batch = await _host.PostAsync(Path, $$"""{"queries":[{"id":"1","query":{{Totals}}}]}""", _key);

        var line = (await LinesAsync(batch))["1"];
        Assert.Equal(await single.Content.ReadAsStringAsync(Cancel), line.GetProperty("body").GetRawText());
        Assert.Equal(single.Headers.ETag!.ToString(), line.GetProperty("etag").GetString());
        Assert.False(single.Headers.ETag.IsWeak);
    }

    [Fact]
    public async Task An_answer_that_one_has_is_304_until_an_event_changes_it()
    {
        using var first = await _host.PostAsync("/api/v2/query", Totals, _key);
        var tag = first.Headers.ETag!;
        Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(tag.ToString())).StatusCode);
        var body = $$"""{"queries":[{"id":"1","query":{{Totals}},"etag":{{JsonSerializer.Serialize(tag.ToString())}}}]}""";
        using (var batch = await _host.PostAsync(Path, body, _key))
        {
            var line = (await LinesAsync(batch))["1"];
            Assert.Equal(304, line.GetProperty("status").GetInt32());
            Assert.Equal(JsonValueKind.Null, line.GetProperty("body").ValueKind);
        }

        _events.Add(new("example.com", Noon - 30, 99, Page: "/"));
        using (var batch = await _host.PostAsync(Path, body, _key))
        {
            var line = (await LinesAsync(batch))["1"];
            Assert.Equal(200, line.GetProperty("status").GetInt32());
            Assert.Equal(2, Visitors(line));
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(tag.ToString())).StatusCode);
    }

    [Fact]
    public async Task A_batch_counts_once_and_asks_several_sites()
    {
        var body =
            $$"""{"queries":[{"id":"1","query":{{Totals}}},{"id":"2","query":{{Totals.Replace("example", "second")}} },{"id":"3","query":{{Totals}}}]}""";
        using var response = await _host.PostAsync(Path, body, _key);

        Assert.Equal("4", Assert.Single(response.Headers.GetValues("X-RateLimit-Remaining")));
        var lines = await LinesAsync(response);
        Assert.Equal([1, 2, 1], new[] { "1", "2", "3" }.Select(id => Visitors(lines[id])));
    }

    [Fact]
    public async Task Sixteen_queries_are_answered_and_seventeen_refused()
    {
        using var most = await _host.PostAsync(Path, Many(16), _key);
        using var more = await _host.PostAsync(Path, Many(17), _key);

        Assert.Equal(16, (await LinesAsync(most)).Count);
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
        Assert.Contains("17", await ApiHost.ErrorAsync(more));
    }

    [Theory]
    [InlineData("[]", "queries")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"queries":[]}""", "has 0")]
    [InlineData("""{"queries":[5]}""", "queries[0]: is 5;")]
    [InlineData("""{"queries":[],"more":1}""", "'more'")]
    [InlineData("""{"queries":[{"query":{}}]}""", "queries[0].id")]
    [InlineData("""{"queries":[{"id":"a"}]}""", "queries[0].query")]
    [InlineData("""{"queries":[{"id":"a","query":[]}]}""", "queries[0].query: is [];")]
    [InlineData("""{"queries":[{"id":"a","query":{},"etag":5}]}""", "queries[0].etag: is 5;")]
    [InlineData("""{"queries":[{"id":"a","query":{},"colour":5}]}""", "'colour'")]
    [InlineData("""{"queries":[{"id":"a","query":{}},{"id":"a","query":{}}]}""", "twice")]
    [InlineData("""{"queries":[{"id":"","query":{}}]}""", "queries[0].id: is \"\";")]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""", "nested more than 64 deep")]
    public async Task A_bad_batch_is_refused_with_the_member(string body, string expected)
    {
        using var response = await _host.PostAsync(Path, body, _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("""{"id":"1","query":{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}}""")]
    [InlineData(
        """{"id":"1","query":{"site_id":"public.com","metrics":["nonsense"],"date_range":"day"}},{"id":"2","query":{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}}"""
    )]
    public async Task Without_a_key_a_batch_of_which_nothing_can_be_answered_is_401(string queries)
    {
        using var response = await _host.PostAsync(Path, $$"""{"queries":[{{queries}}]}""");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_the_query_of_a_site_that_is_not_public_is_a_line_with_401()
    {
        var ofPublic = Totals.Replace("example", "public");
        using var single = await _host.PostAsync("/api/v2/query", Totals);
        using var response = await _host.PostAsync(
            Path,
            $$"""{"queries":[{"id":"private","query":{{Totals}}},{"id":"unknown","query":{{Totals.Replace("example", "unknown")}} },{"id":"public","query":{{ofPublic}} }]}"""
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lines = await LinesAsync(response);
        var refusal = await ApiHost.ErrorAsync(single);
        Assert.Equal(0, Visitors(lines["public"]));
        foreach (var id in (string[])["private", "unknown"])
        {
            Assert.Equal(401, lines[id].GetProperty("status").GetInt32());
            Assert.Equal(refusal, lines[id].GetProperty("body").GetProperty("error").GetString());
        }
    }

    private static string Many(int count) =>
        $$"""{"queries":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{i}}","query":{{Totals}}}"""))}}]}""";

    private static int Visitors(JsonElement line) =>
        line.GetProperty("body").GetProperty("results")[0].GetProperty("metrics")[0].GetInt32();

    private static async Task<Dictionary<string, JsonElement>> LinesAsync(HttpResponseMessage response) =>
        (await response.Content.ReadAsStringAsync(Cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!);

    private async Task<HttpResponseMessage> AskAsync(string tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/query") { Content = ApiHost.Text(Totals, "application/json") };
        request.Headers.Authorization = new("Bearer", ApiHost.AdminKey);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await _host.Client.SendAsync(request, Cancel);
    }
}
