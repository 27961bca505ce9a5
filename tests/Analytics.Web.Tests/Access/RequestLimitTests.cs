using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Access;

public sealed class RequestLimitTests : IAsyncLifetime
{
    private const string Live = "/api/v1/sites/example.com/live";

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(new Dictionary<string, string?> { ["Analytics:Web:StatsRequestsPerHour"] = "2" });
        await _host.AddSiteAsync("example.com", isPublic: true);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Over_the_limit_of_a_key_is_429_until_the_window_slides_on()
    {
        var key = await _host.AddKeyAsync(KeyScopes.Stats);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key));

        using (var refused = await _host.GetAsync(Live, key))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(TimeSpan.FromHours(1), refused.Headers.RetryAfter!.Delta);
            Assert.Contains("2 requests an hour", await ApiHost.ErrorAsync(refused));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await _host.AddKeyAsync(KeyScopes.Stats)));
        _host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key));
    }

    [Fact]
    public async Task A_batch_counts_once_and_every_answer_says_how_many_requests_are_left()
    {
        var key = await _host.AddKeyAsync(KeyScopes.Stats);
        const string Query = """{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}""";
        var batch =
            "{\"queries\":[" + string.Join(',', Enumerable.Range(0, 16).Select(i => $"{{\"id\":\"{i}\",\"query\":{Query}}}")) + "]}";

        using var first = await _host.PostAsync("/api/v2/query/batch", batch, key);
        using var second = await _host.PostAsync("/api/v2/query", Query, key);
        using var third = await _host.PostAsync("/api/v2/query/batch", batch, key);

        Assert.Equal(
            16,
            (await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\"status\":200").Length - 1
        );
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (second.StatusCode, third.StatusCode));
        Assert.Equal(
            ["2 1", "2 0", "2 0"],
            ((HttpResponseMessage[])[first, second, third]).Select(response =>
                $"{response.Headers.GetValues("X-RateLimit-Limit").Single()} "
                + $"{response.Headers.GetValues("X-RateLimit-Remaining").Single()}"
            )
        );
        Assert.Equal(TimeSpan.FromHours(1), third.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Readers_of_a_public_site_are_limited_by_address()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(null));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(null));
    }

    [Fact]
    public async Task An_admin_key_has_no_limit()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(ApiHost.AdminKey));
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string? key)
    {
        using var response = await _host.GetAsync(Live, key);
        return response.StatusCode;
    }
}
