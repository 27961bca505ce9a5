using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sessions;

public sealed class SessionTests : IAsyncLifetime
{
    private const string Session = "/api/v1/session";
    private const string Live = "/api/v1/sites/example.com/live";

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Analytics:Web:StatsRequestsPerHour"] = "2",
                ["Analytics:Web:SessionRequestsPerHour"] = "4",
            }
        );
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_key_becomes_a_cookie_that_scripts_cannot_read()
    {
        var key = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
        using var response = await _host.PostAsync(Session, $$"""{"key":"{{key}}"}""");

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("analytics_session=20260324.", cookie);
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=strict", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.Contains("expires=Tue, 24 Mar 2026 12:00:00 GMT", cookie);
        Assert.DoesNotContain("secure", cookie);
        Assert.DoesNotContain(key, cookie);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(["example.com"], answer.GetProperty("sites").EnumerateArray().Select(site => site.GetString()!));
        Assert.Equal(["stats"], answer.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), answer.GetProperty("key_id").GetString());
    }

    [Fact]
    public async Task Over_https_the_cookie_is_secure_and_of_this_host_alone()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Session)
        {
            Content = ApiHost.Text($$"""{"key":"{{ApiHost.AdminKey}}"}""", "application/json"),
        };
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-analytics_session=", cookie);
        Assert.Contains("; secure", cookie);
        Assert.DoesNotContain("domain", cookie);

        // A cookie with the plain name may come from a sibling domain.
        var planted = new HttpRequestMessage(HttpMethod.Get, Session);
        planted.Headers.Add("X-Forwarded-Proto", "https");
        planted.Headers.Add("Cookie", cookie[..cookie.IndexOf(';')].Replace("__Host-", string.Empty));
        using var refused = await _host.Client.SendAsync(planted, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_session_says_who_it_is_and_reads_what_its_key_may_read()
    {
        var browser = await _host.SignInAsync(await _host.AddKeyAsync(KeyScopes.Stats, "example.com"));
        await _host.AddSiteAsync("other.com");

        using var who = await browser.SendAsync("GET", Session, withToken: false);
        using var own = await browser.SendAsync("GET", Live, withToken: false);
        using var other = await browser.SendAsync("GET", "/api/v1/sites/other.com/live", withToken: false);
        using var query = await browser.SendAsync(
            "POST",
            "/api/v2/query",
            """{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}""",
            withToken: false
        );

        Assert.Equal(browser.CsrfToken, (await ApiHost.JsonAsync(who)).GetProperty("csrf_token").GetString());
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
    }

    [Fact]
    public async Task A_key_in_the_header_says_who_it_is_without_a_token()
    {
        using var response = await _host.GetAsync(Session, ApiHost.AdminKey);

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("sites").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("csrf_token").ValueKind);
        Assert.Equal(["admin"], answer.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
    }

    [Fact]
    public async Task A_change_by_cookie_needs_the_token_and_a_page_of_this_origin()
    {
        var browser = await _host.SignInAsync(ApiHost.AdminKey);
        var others = await _host.SignInAsync(ApiHost.AdminKey);
        const string Body = """{"public":true}""";

        using var without = await browser.SendAsync("PUT", "/api/v1/sites/example.com", Body, withToken: false);
        using var foreign = await (browser with { CsrfToken = others.CsrfToken }).SendAsync("PUT", "/api/v1/sites/example.com", Body);
        using var crossSite = await browser.SendAsync("PUT", "/api/v1/sites/example.com", Body, fetchSite: "cross-site");
        using var sameSite = await browser.SendAsync("PUT", "/api/v1/sites/example.com", Body, fetchSite: "same-site");
        using var signOut = await browser.SendAsync("DELETE", Session, withToken: false);
        foreach (var refused in new[] { without, foreign, crossSite, sameSite, signOut })
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        Assert.Contains("X-CSRF-Token", await ApiHost.ErrorAsync(without));
        using var changed = await browser.SendAsync("PUT", "/api/v1/sites/example.com", Body);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Theory]
    [InlineData(null, "https://other.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    [InlineData(null, "here", HttpStatusCode.OK)]
    [InlineData("same-origin", "https://behind-a-proxy.example", HttpStatusCode.OK)]
    [InlineData("cross-site", "here", HttpStatusCode.Forbidden)]
    public async Task A_browser_that_does_not_tell_the_site_of_a_page_is_judged_by_its_origin(
        string? fetchSite,
        string origin,
        HttpStatusCode expected
    )
    {
        var browser = await _host.SignInAsync(ApiHost.AdminKey);
        var sent = origin == "here" ? _host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin;

        using var change = await browser.SendAsync("PUT", "/api/v1/sites/example.com", """{"public":true}""", true, fetchSite, sent);
        using var signIn = await browser.SendAsync("POST", Session, $$"""{"key":"{{ApiHost.AdminKey}}"}""", true, fetchSite, sent);

        Assert.Equal([expected, expected], [change.StatusCode, signIn.StatusCode]);
    }

    [Fact]
    public async Task Another_site_cannot_sign_a_browser_in_with_its_own_key()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Session)
        {
            Content = ApiHost.Text($$"""{"key":"{{ApiHost.AdminKey}}"}""", "application/json"),
        };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var crossSite = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        using var form = await _host.PostAsync(Session, $"key={ApiHost.AdminKey}", type: "text/plain");

        Assert.Equal(HttpStatusCode.Forbidden, crossSite.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_deleted_expires_or_its_key_is_deleted()
    {
        using var created = await _host.PostAsync("/api/v1/keys", """{"scopes":["stats"]}""", ApiHost.AdminKey);
        var key = await ApiHost.JsonAsync(created);
        var deleted = await _host.SignInAsync(ApiHost.AdminKey);
        var ofKey = await _host.SignInAsync(key.GetProperty("key").GetString()!);
        var expired = await _host.SignInAsync(ApiHost.AdminKey);

        using (var response = await deleted.SendAsync("DELETE", Session))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(response.Headers.GetValues("Set-Cookie")));
        }

        await _host.DeleteAsync($"/api/v1/keys/{key.GetProperty("id").GetString()}", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(deleted));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(ofKey));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(expired));
        _host.Time.Advance(SessionRegistry.Lifetime);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(expired));
    }

    [Fact]
    public async Task A_session_has_a_limit_of_its_own_apart_from_its_keys()
    {
        var key = await _host.AddKeyAsync(KeyScopes.Stats);
        var browser = await _host.SignInAsync(key);
        string[] remaining = ["3", "2", "1", "0", "0"];
        for (var i = 0; i < remaining.Length; i++)
        {
            using var response = await browser.SendAsync("GET", Live);
            Assert.Equal(i < 4 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal(remaining[i], Assert.Single(response.Headers.GetValues("X-RateLimit-Remaining")));
        }

        using var withKey = await _host.GetAsync(Live, key);
        using var second = await (await _host.SignInAsync(key)).SendAsync("GET", Live);
        Assert.Equal("1", Assert.Single(withKey.Headers.GetValues("X-RateLimit-Remaining")));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task Wrong_keys_are_limited_by_address_and_do_not_lock_out_a_key_that_is_known()
    {
        var known = await _host.AddKeyAsync(KeyScopes.Stats);

        // Another instance has made it, and nobody has used it here.
        var other = new ApiKeyRegistry(_host.Tables, _host.Time, RandomNumberGenerator.Fill);
        var unknown = (await other.CreateAsync("other", KeyScopes.Stats, null, TestContext.Current.CancellationToken)).Secret;
        for (var i = 0; i < 60; i++)
        {
            using var wrong = await _host.PostAsync(Session, $$"""{"key":"guess {{i}}"}""");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var guess = await _host.PostAsync(Session, """{"key":"guess 61"}""");
        using var header = await _host.GetAsync(Live, "guess 62");
        using var right = await _host.GetAsync(Live, unknown);
        using var still = await _host.GetAsync(Live, known);
        Assert.Equal(HttpStatusCode.TooManyRequests, guess.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, header.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);

        _host.Time.Advance(TimeSpan.FromHours(1));
        using var later = await _host.GetAsync(Live, unknown);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.TooManyRequests)]
    public async Task Wrong_keys_do_not_lock_out_the_operator_where_the_configured_key_was_used(bool wasUsed, HttpStatusCode expected)
    {
        if (wasUsed)
        {
            using var used = await _host.GetAsync(Live, ApiHost.AdminKey);
            Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        }

        for (var i = 0; i < 60; i++)
        {
            using var wrong = await _host.GetAsync(Live, $"guess {i}");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var guess = await _host.GetAsync(Live, "guess 61");
        using var request = await _host.GetAsync(Live, ApiHost.AdminKey);
        using var signIn = await _host.PostAsync(Session, $$"""{"key":"{{ApiHost.AdminKey}}"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, guess.StatusCode);
        Assert.Equal([expected, expected], [request.StatusCode, signIn.StatusCode]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"key":""}""")]
    [InlineData("""{"key":null}""")]
    public async Task A_missing_key_is_refused_by_name(string body)
    {
        using var response = await _host.PostAsync(Session, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("key:", await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("analytics_session=")]
    [InlineData("analytics_session=20260324.short")]
    [InlineData("analytics_session=2026032x.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("analytics_session=20260324.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_made_up_cookie_is_no_session(string cookie)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(new BrowserSession(_host, cookie, "x")));
    }

    private static async Task<HttpStatusCode> StatusAsync(BrowserSession browser)
    {
        using var response = await browser.SendAsync("GET", Session);
        return response.StatusCode;
    }
}
