using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Legacy;

public sealed class LegacyStatsTests : IAsyncLifetime
{
    private const string Site = "site_id=example.com&";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                new("example.com", Noon - (7 * 86_400), 1, Page: "/old"),
                new("example.com", Noon - (6 * 86_400), 2, Page: "/blog/a"),
                new("example.com", Noon - 60, 3, Page: "/blog/b"),
                new("example.com", Noon - 50, 3, Page: "/"),
                new("example.com", Noon - 40, 4, Page: "/a|b"),
            ]
        );
        await _host.AddSiteAsync("example.com");
        _key = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_conversion_rate_of_an_interval_is_of_its_own_visitors()
    {
        using var goal = await _host.PostAsync(
            "/api/v1/sites/example.com/goals",
            """{"goal_type":"page","page_path":"/blog/*"}""",
            key: ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.OK, goal.StatusCode);

        // One of two visitors on the 10th; on the 4th, one of one.
        const string Goal = "&filters=event:goal%3D%3DVisit%20/blog/*&metrics=conversion_rate";
        using var series = await _host.GetAsync(
            $"/api/v1/stats/timeseries?{Site}period=custom&date=2026-03-03,2026-03-10{Goal},group_conversion_rate",
            _key
        );
        var points = (await ApiHost.JsonAsync(series))
            .GetProperty("results")
            .EnumerateArray()
            .Select(point => point.GetRawText())
            .ToList();
        Assert.Equal("""{"date":"2026-03-04","conversion_rate":100,"group_conversion_rate":100}""", points[1]);
        Assert.Equal("""{"date":"2026-03-10","conversion_rate":50,"group_conversion_rate":50}""", points[7]);
        using var total = await _host.GetAsync($"/api/v1/stats/aggregate?{Site}period=custom&date=2026-03-03,2026-03-10{Goal}", _key);
        Assert.Equal(
            """{"results":{"conversion_rate":{"value":50}}}""",
            await total.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("aggregate?period=day", """{"results":{"visitors":{"value":2}}}""")]
    [InlineData("aggregate?period=7d&metrics=visitors,pageviews", """{"results":{"visitors":{"value":3},"pageviews":{"value":4}}}""")]
    [InlineData("aggregate?period=7d&date=2026-03-09", """{"results":{"visitors":{"value":2}}}""")]
    [InlineData("aggregate?period=custom&date=2026-03-03,2026-03-04", """{"results":{"visitors":{"value":2}}}""")]
    [InlineData("aggregate?period=month&filters=event:page==/blog/*", """{"results":{"visitors":{"value":2}}}""")]
    [InlineData("aggregate?period=month&filters=event:page==/blog/a|/", """{"results":{"visitors":{"value":2}}}""")]
    [InlineData("aggregate?period=month&filters=event:page==/blog/*;event:page!=/blog/a", """{"results":{"visitors":{"value":1}}}""")]
    [InlineData("aggregate?period=month&filters=event:page!=/old", """{"results":{"visitors":{"value":3}}}""")]
    [InlineData("aggregate?period=month&filters=event:page!=/blog/*", """{"results":{"visitors":{"value":3}}}""")]
    [InlineData("aggregate?period=month&filters=event:page==/a\\|b", """{"results":{"visitors":{"value":1}}}""")]
    [InlineData("aggregate?period=7d&compare=previous_period", """{"results":{"visitors":{"value":3,"change":200}}}""")]
    [InlineData(
        "breakdown?period=day&property=event:page",
        """{"results":[{"page":"/","visitors":1},{"page":"/a|b","visitors":1},{"page":"/blog/b","visitors":1}]}"""
    )]
    [InlineData("breakdown?period=day&property=event:page&limit=2&page=2", """{"results":[{"page":"/blog/b","visitors":1}]}""")]
    [InlineData(
        "timeseries?period=custom&date=2026-03-03,2026-03-05",
        """{"results":[{"date":"2026-03-03","visitors":1},{"date":"2026-03-04","visitors":1},{"date":"2026-03-05","visitors":0}]}"""
    )]
    [InlineData(
        "timeseries?period=month&interval=month&metrics=visitors,bounce_rate",
        """{"results":[{"date":"2026-03-01","visitors":4,"bounce_rate":75}]}"""
    )]
    public async Task A_request_of_version_one_is_answered_in_its_shape(string request, string expected)
    {
        using var response = await _host.GetAsync("/api/v1/stats/" + request.Replace("?", "?" + Site), _key);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("aggregate?period=3h", "period: '3h'")]
    [InlineData("aggregate?date=soon", "date: 'soon'")]
    [InlineData("aggregate?period=custom&date=2026-03-03", "date:")]
    [InlineData("aggregate?metrics=nonsense", "nonsense")]
    [InlineData("aggregate?filters=event:page", "filters: 'event:page'")]
    [InlineData("aggregate?filters=event:page==", "filters:")]
    [InlineData("aggregate?compare=year", "compare: 'year'")]
    [InlineData("timeseries?interval=decade", "interval: 'decade'")]
    [InlineData("breakdown?period=day", "property:")]
    [InlineData("breakdown?property=nonsense", "nonsense")]
    [InlineData("breakdown?property=event:page&limit=1001", "limit: '1001'")]
    [InlineData("breakdown?property=event:page&page=0", "page: '0'")]
    public async Task A_bad_request_is_refused_with_the_parameter(string request, string expected)
    {
        using var response = await _host.GetAsync("/api/v1/stats/" + request.Replace("?", "?" + Site), _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    /// <summary>A refusal of the question into which a request is translated named members that a request of version one lacks.</summary>
    [Theory]
    [InlineData(
        "timeseries?period=7d&interval=minute",
        "interval is 'minute', which needs a period of at most 24 hours; use hour or a shorter period."
    )]
    [InlineData(
        "timeseries?period=custom&date=1971-01-01,2026-01-01&interval=hour",
        "interval would cut the date range into more than 100000 time buckets; use longer ones or a shorter range."
    )]
    [InlineData(
        "aggregate?period=custom&date=2026-02-01,2026-01-01",
        "date ends (2026-01-01) before it begins (2026-02-01); swap the two days."
    )]
    [InlineData("aggregate?period=day&date=1950-01-01", "date: '1950-01-01' is no day from 1970 to 2099; send one as 2026-01-31")]
    [InlineData("aggregate?period=12mo&date=1970-01-31", "period is 1969-02-01 to 1970-01-31; use a range between 1970 and 2099.")]
    [InlineData(
        "aggregate?period=realtime&compare=previous_period",
        "compare cannot be used with the period realtime; use another range."
    )]
    [InlineData("aggregate?metrics=conversion_rate", "The metric conversion_rate needs event:goal in filters; add it there.")]
    [InlineData("timeseries?metrics=conversion_rate", "The metric conversion_rate needs event:goal in filters; add it there.")]
    [InlineData(
        "breakdown?property=visit:source&metrics=conversion_rate",
        "The metric conversion_rate needs event:goal in property or filters; add it there."
    )]
    [InlineData(
        "aggregate?metrics=percentage",
        "The metric percentage needs a breakdown by property, because it is a group's share of all visitors."
    )]
    [InlineData("aggregate?metrics=exit_rate", "The metric exit_rate needs a breakdown by property visit:exit_page and no other.")]
    [InlineData(
        "breakdown?property=visit:source&metrics=exit_rate",
        "The metric exit_rate needs the property visit:exit_page and no other."
    )]
    public async Task A_refusal_names_what_version_one_has(string request, string expected)
    {
        using var response = await _host.GetAsync("/api/v1/stats/" + request.Replace("?", "?" + Site), _key);

        Assert.Equal((HttpStatusCode.BadRequest, expected), (response.StatusCode, await ApiHost.ErrorAsync(response)));
    }

    [Theory]
    [InlineData("breakdown?property=dimensions", "property is 'dimensions', which is no property; use one of ")]
    [InlineData("aggregate?filters=dimensions==a", "filters is 'dimensions', which is no property; use one of ")]
    [InlineData("aggregate?filters=time:day==a", "filters is 'time:day', but time cannot be filtered; set period instead.")]
    [InlineData("aggregate?filters=visit:country==dimension", "filters is 'dimension', which is no country code; use the two letters")]
    public async Task What_was_sent_is_quoted_unchanged(string request, string expected)
    {
        using var response = await _host.GetAsync("/api/v1/stats/" + request.Replace("?", "?" + Site), _key);

        Assert.StartsWith(expected, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }
}
