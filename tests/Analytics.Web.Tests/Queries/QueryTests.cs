using System.Net;
using System.Text.Json;
using Analytics.Core.Aggregation;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Queries;

public sealed class QueryTests : IAsyncLifetime
{
    private const string Totals = """{"site_id":"example.com","metrics":["visitors","pageviews"],"date_range":"day"}""";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                new NaiveEvent("example.com", Noon - 7200, 10, Page: "/"),
                new NaiveEvent("example.com", Noon - 60, 20, Page: "/a,\"b\""),
                new NaiveEvent("example.com", Noon - 30, 20, Page: "/"),
            ]
        );
        await _host.AddSiteAsync("example.com");
        _key = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_query_is_answered_in_json()
    {
        using var response = await _host.PostAsync("/api/v2/query", Totals, _key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache, private", response.Headers.CacheControl!.ToString());
        var answer = await ApiHost.JsonAsync(response);
        var row = Assert.Single(answer.GetProperty("results").EnumerateArray());
        Assert.Equal([2, 3], row.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetInt32()));
        Assert.Equal("example.com", answer.GetProperty("query").GetProperty("site_id").GetString());
        Assert.True(answer.TryGetProperty("meta", out _));
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json;q=0.5, text/csv")]
    public async Task The_same_is_answered_in_csv_when_that_is_preferred(string accept)
    {
        var query = Totals.Replace("\"day\"", "\"day\",\"dimensions\":[\"event:page\"]");

        using var response = await _host.SendAsync(
            HttpMethod.Post,
            "/api/v2/query",
            ApiHost.Text(query, "application/json"),
            _key,
            accept
        );

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("event:page,visitors,pageviews", text);
        Assert.Contains("\"/a,\"\"b\"\"\",1,1", text);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/csv;q=0.2, application/json")]
    public async Task Otherwise_the_answer_is_json(string accept)
    {
        using var response = await _host.SendAsync(
            HttpMethod.Post,
            "/api/v2/query",
            ApiHost.Text(Totals, "application/json"),
            _key,
            accept
        );

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("""{"site_id":"example.com","metrics":["visitor"],"date_range":"day"}""", "visitor")]
    [InlineData("""{"site_id":"example.com","metrics":["visitors"],"date_range":"yesterday"}""", "yesterday")]
    [InlineData("""{"site_id":"example.com","metrics":["visitors"],"date_range":"day","colour":1}""", "colour")]
    [InlineData("""{"site_id":"exa""", "JSON")]
    public async Task A_bad_query_is_refused_with_the_key_and_the_value(string query, string expected)
    {
        using var response = await _host.PostAsync("/api/v2/query", query, _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task A_refusal_can_be_read_as_it_is_on_the_wire()
    {
        using var response = await _host.PostAsync(
            "/api/v2/query",
            """{ "site_id": "example.com", "date_range": "7d", "metrics": ["visitörz"] }""",
            _key
        );

        Assert.StartsWith(
            """{"error":"metrics[0] is 'visitörz', which""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Another_content_type_is_415_and_a_large_body_413()
    {
        using var text = await _host.PostAsync("/api/v2/query", Totals, _key, "text/plain");
        using var large = await _host.PostAsync("/api/v2/query", new string(' ', 300_000), _key);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task Realtime_visitors_are_a_bare_number()
    {
        using var response = await _host.GetAsync("/api/v1/stats/realtime/visitors?site_id=example.com", _key);

        Assert.Equal("1", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Realtime_visitors_need_a_site()
    {
        using var response = await _host.GetAsync("/api/v1/stats/realtime/visitors", _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("site_id", await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task Live_averages_are_answered_with_their_windows()
    {
        _host.Live.BySite["example.com"] = new LiveStatistics(
            _host.Time.Now,
            [new LiveRate(5, 2.4, 2, new Dictionary<string, decimal> { ["EUR"] = 4.98m })],
            3.5,
            100,
            LiveSignal.Spike
        );

        using var response = await _host.GetAsync("/api/v1/sites/example.com/live", _key);

        Assert.Equal(
            """{"site":"example.com","as_of":"2026-03-10T12:00:00+00:00","rates":[{"minutes":5,"events":2.4,"pageviews":2,"revenue":{"EUR":4.98}}],"value_mean":3.5,"value_count":100,"last_minute":"spike"}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_live_mean_beyond_all_numbers_is_null()
    {
        _host.Live.BySite["example.com"] = new LiveStatistics(_host.Time.Now, [], double.NegativeInfinity, 3, LiveSignal.None);

        using var response = await _host.GetAsync("/api/v1/sites/example.com/live", _key);

        Assert.Equal(JsonValueKind.Null, (await ApiHost.JsonAsync(response)).GetProperty("value_mean").ValueKind);
    }

    [Fact]
    public async Task A_quiet_site_has_live_averages_of_zero()
    {
        using var response = await _host.GetAsync("/api/v1/sites/example.com/live", _key);

        var live = await ApiHost.JsonAsync(response);
        Assert.Equal([5, 15, 60], live.GetProperty("rates").EnumerateArray().Select(rate => rate.GetProperty("minutes").GetInt32()));
        Assert.Equal("none", live.GetProperty("last_minute").GetString());
    }
}
