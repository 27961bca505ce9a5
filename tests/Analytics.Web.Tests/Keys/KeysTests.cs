using System.Net;
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
        using var made = await _host.PostAsync("/api/v1/keys", """{"name":"dashboard","scopes":["stats","sites"],"site":"example.com"}""", ApiHost.AdminKey);
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
}
