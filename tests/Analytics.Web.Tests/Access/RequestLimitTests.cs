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
