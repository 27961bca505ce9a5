using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Keys;

public sealed class KeysTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_key_is_made_shown_once_used_and_deleted()
    {
        using var made = await _host.PostAsync(
            "/api/v1/keys",
            """{"name":"dashboard","scopes":["stats","sites"],"site":"example.com"}""",
            ApiHost.AdminKey
        );
        var key = await ApiHost.JsonAsync(made);
        var secret = key.GetProperty("key").GetString()!;
        Assert.Equal("no-store", made.Headers.CacheControl!.ToString());
        Assert.Equal(["stats", "sites"], key.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));

        using var list = await _host.GetAsync("/api/v1/keys", ApiHost.AdminKey);
        var text = await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("dashboard", text);
        Assert.DoesNotContain(secret, text);

        using var used = await _host.GetAsync("/api/v1/sites/example.com", secret);
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);

        var path = $"/api/v1/keys/{key.GetProperty("id").GetString()}";
        using var deleted = await _host.DeleteAsync(path, ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var refused = await _host.GetAsync("/api/v1/sites/example.com", secret);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var again = await _host.DeleteAsync(path, ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("{}", "scopes")]
    [InlineData("""{"scopes":[]}""", "scopes")]
    [InlineData("""{"scopes":["stat"]}""", "'stat'")]
    [InlineData("""{"scopes":["stats"],"site":"nowhere.com"}""", "nowhere.com")]
    [InlineData("""{"scopes":["admin"],"site":"example.com"}""", "admin")]
    [InlineData("""{"scopes":"stats"}""", "scopes")]
    public async Task A_bad_request_for_a_key_is_refused(string body, string expected)
    {
        using var response = await _host.PostAsync("/api/v1/keys", body, ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task The_list_says_when_a_key_was_used_last()
    {
        var secret = await _host.AddKeyAsync(KeyScopes.Stats);
        Assert.Equal(JsonValueKind.Null, (await LastUsedAsync()).ValueKind);

        using var used = await _host.GetAsync("/api/v1/sites", secret);
        Assert.Equal(_host.Time.Now, (await LastUsedAsync()).GetDateTimeOffset());

        _host.Time.Advance(ApiKeyRegistry.UseInterval);
        var browser = await _host.SignInAsync(secret);
        using var bySession = await browser.SendAsync("GET", "/api/v1/sites");
        Assert.Equal(_host.Time.Now, (await LastUsedAsync()).GetDateTimeOffset());
    }

    [Fact]
    public async Task Another_process_refuses_a_deleted_key_and_its_sessions_after_thirty_seconds()
    {
        await using var other = await ApiHost.StartAsync(tables: _host.Tables);
        var secret = await _host.AddKeyAsync(KeyScopes.Stats);
        var browser = await other.SignInAsync(secret);
        using var before = await other.GetAsync("/api/v1/sites", secret);
        using var deleted = await _host.DeleteAsync(
            $"/api/v1/keys/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)))}",
            ApiHost.AdminKey
        );
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, deleted.StatusCode));

        other.Time.Advance(TimeSpan.FromSeconds(30));
        using var byKey = await other.GetAsync("/api/v1/sites", secret);
        using var bySession = await browser.SendAsync("GET", "/api/v1/sites");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (byKey.StatusCode, bySession.StatusCode));
    }

    private async Task<JsonElement> LastUsedAsync()
    {
        using var list = await _host.GetAsync("/api/v1/keys", ApiHost.AdminKey);
        return (await ApiHost.JsonAsync(list)).GetProperty("keys").EnumerateArray().Single().GetProperty("last_used_at");
    }
}
