using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Access;

public sealed class AuthorizationTests : IAsyncLifetime
{
    private static readonly (string Method, string Path, string? Body, KeyScopes Needs)[] Guarded =
    [
        ("POST", "/api/v2/query", """{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}""", KeyScopes.Stats),
        ("GET", "/api/v1/stats/realtime/visitors?site_id=example.com", null, KeyScopes.Stats),
        ("GET", "/api/v1/sites/example.com/live", null, KeyScopes.Stats),
        ("POST", "/api/events?import=true", "[]", KeyScopes.Import),
        ("GET", "/api/v1/sites", null, KeyScopes.Sites | KeyScopes.Stats),
        ("POST", "/api/v1/sites", """{"domain":"new.com"}""", KeyScopes.Sites),
        ("GET", "/api/v1/sites/example.com", null, KeyScopes.Sites | KeyScopes.Stats),
        ("GET", "/api/v1/sites/example.com/goals", null, KeyScopes.Sites | KeyScopes.Stats),
        ("GET", "/api/v1/sites/example.com/segments", null, KeyScopes.Sites | KeyScopes.Stats),
        ("PUT", "/api/v1/sites/example.com", "{}", KeyScopes.Sites),
        ("DELETE", "/api/v1/sites/example.com", null, KeyScopes.Sites),
        ("GET", "/api/v1/keys", null, KeyScopes.Admin),
        ("POST", "/api/v1/keys", """{"scopes":["stats"]}""", KeyScopes.Admin),
        ("DELETE", "/api/v1/keys/x", null, KeyScopes.Admin),
        ("GET", "/api/v1/deadletters", null, KeyScopes.Admin),
        ("GET", "/api/v1/deadletters/x", null, KeyScopes.Admin),
        ("POST", "/api/v1/deadletters/x/retry", "{}", KeyScopes.Admin),
    ];

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Each_endpoint_takes_its_scope_and_admin_and_nothing_else()
    {
        KeyScopes[] scopes = [KeyScopes.Stats, KeyScopes.Import, KeyScopes.Sites, KeyScopes.Admin];
        foreach (var (method, path, body, needs) in Guarded)
        {
            foreach (var scope in scopes)
            {
                var status = await StatusAsync(method, path, body, await _host.AddKeyAsync(scope));
                var allowed = needs.HasFlag(scope) || scope == KeyScopes.Admin;
                Assert.True(allowed == (status != HttpStatusCode.Forbidden), $"{method} {path} with {scope}: {status}");
                Assert.NotEqual(HttpStatusCode.Unauthorized, status);
                if (path == "/api/v1/sites/example.com" && method == "DELETE" && allowed)
                {
                    await _host.AddSiteAsync("example.com");
                }
            }
        }
    }

    [Fact]
    public async Task Without_a_key_or_with_a_wrong_one_every_guarded_endpoint_is_401()
    {
        foreach (var (method, path, body, _) in Guarded)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(method, path, body, null));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(method, path, body, "ana_wrong"));
        }
    }

    [Fact]
    public async Task A_refusal_names_the_scheme_or_the_scope()
    {
        using var without = await _host.GetAsync("/api/v1/keys");
        using var lacking = await _host.GetAsync("/api/v1/keys", await _host.AddKeyAsync(KeyScopes.Stats));

        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.ToString());
        Assert.Empty(lacking.Headers.WwwAuthenticate);
        Assert.Equal("The API key 'test' has no scope admin (it has stats); use another key.", await ApiHost.ErrorAsync(lacking));
    }

    [Fact]
    public async Task Another_scheme_is_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/keys");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic YTpi");

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("Bearer", await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("/api/v1/stats/realtime/visitors?site_id={0}")]
    [InlineData("/api/v1/sites/{0}/live")]
    [InlineData("/api/v1/sites/{0}")]
    [InlineData("/api/v1/sites/{0}/goals")]
    [InlineData("/api/v1/sites/{0}/annotations")]
    public async Task A_site_that_the_key_may_not_see_looks_like_one_that_does_not_exist(string path)
    {
        await _host.AddSiteAsync("other.com");
        var key = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");

        using var own = await _host.GetAsync(string.Format(path, "example.com"), key);
        using var other = await _host.GetAsync(string.Format(path, "other.com"), key);
        using var nowhere = await _host.GetAsync(string.Format(path, "nowhere.com"), key);

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Equal((await ApiHost.ErrorAsync(other)).Replace("other", "nowhere"), await ApiHost.ErrorAsync(nowhere));
    }

    [Fact]
    public async Task A_public_site_is_read_without_a_key_and_others_are_not()
    {
        await _host.AddSiteAsync("public.com", isPublic: true);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("GET", "/api/v1/sites/public.com/live", null, null));
        Assert.Equal(
            HttpStatusCode.OK,
            await StatusAsync("POST", "/api/v2/query", """{"site_id":"public.com","metrics":["visitors"],"date_range":"day"}""", null)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", "/api/v1/sites/nowhere.com/live", null, null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("GET", "/api/v1/sites/public.com", null, null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("GET", "/api/v1/sites/public.com/goals", null, null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("GET", "/api/v1/sites/public.com/segments", null, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", "/api/v1/sites/example.com", null, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", "/api/v1/sites/example.com/goals", null, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("PUT", "/api/v1/sites/public.com", "{}", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("POST", "/api/v1/sites/public.com/segments", "{}", null));
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string path, string? body, string? key)
    {
        using var response = await _host.SendAsync(
            new HttpMethod(method),
            path,
            body is null ? null : ApiHost.Text(body, "application/json"),
            key
        );
        return response.StatusCode;
    }
}
