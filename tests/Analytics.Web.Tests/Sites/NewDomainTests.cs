using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sites;

/// <summary>Names that no host can have could be registered, and no event of a page could ever come for them.</summary>
public sealed class NewDomainTests : IAsyncLifetime
{
    private static readonly string Label64 = new('a', 64);

    private ApiHost _host = null!;
    private string _key = null!;

    public static TheoryData<string, string> Impossible =>
        new()
        {
            { "a..b", "domain: 'a..b' has an empty label; write one dot between two labels, and none at the beginning or end" },
            { "ä..ee", "domain: 'ä..ee' has an empty label; " },
            { ".a.example", "domain: '.a.example' has an empty label; " },
            { "a.example.", "domain: 'a.example.' has an empty label; " },
            { "-a.example", "domain: '-a.example' has the label '-a', which begins or ends with '-'; leave the '-' out" },
            { "a-.example", "domain: 'a-.example' has the label 'a-', which begins or ends with '-'; leave the '-' out" },
            { "shop-", "domain: 'shop-' has the label 'shop-', which begins or ends with '-'" },
            { $"{Label64}.example", $"has the label '{Label64[..60]}…' of 64 characters; at most 63 are allowed between dots" },
            { string.Join('.', Enumerable.Repeat("abcde", 43)), "domain: 257 characters are too many; at most 253 are allowed" },
        };

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _key = await _host.AddKeyAsync(KeyScopes.Sites | KeyScopes.Stats);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task A_name_that_no_host_can_have_is_refused_at_registration_and_at_a_change(string domain, string expected)
    {
        await _host.AddSiteAsync("a.example");

        using var made = await _host.PostAsync("/api/v1/sites", $$"""{"domain":"{{domain}}"}""", _key);
        using var changed = await _host.PutAsync("/api/v1/sites/a.example", $$"""{"domain":"{{domain}}"}""", _key);

        foreach (var response in (HttpResponseMessage[])[made, changed])
        {
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(expected, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("my_app-2")]
    [InlineData("_dmarc.a--b.example")]
    [InlineData("xn--bcher-kva.example")]
    public async Task Other_names_are_registered(string domain)
    {
        using var longest = await _host.PostAsync("/api/v1/sites", $$"""{"domain":"{{Label64[1..]}}.example"}""", _key);
        using var made = await _host.PostAsync("/api/v1/sites", $$"""{"domain":"{{domain}}"}""", _key);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (longest.StatusCode, made.StatusCode));
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("-a.example")]
    public async Task A_site_that_has_such_a_name_already_goes_on(string domain)
    {
        await _host.AddSiteAsync(domain);

        using var collected = await _host.PostAsync(
            "/api/event",
            $$"""{"domain":"{{domain}}","name":"pageview","url":"https://a.example/"}"""
        );
        using var read = await _host.GetAsync($"/api/v1/sites/{domain}", _key);
        using var kept = await _host.PutAsync($"/api/v1/sites/{domain}", $$"""{"domain":"{{domain}}","public":true}""", _key);
        using var moved = await _host.PutAsync($"/api/v1/sites/{domain}", """{"domain":"b.example"}""", _key);

        Assert.Equal(
            (HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK),
            (collected.StatusCode, read.StatusCode, kept.StatusCode, moved.StatusCode)
        );
        Assert.Equal("b.example", (await ApiHost.JsonAsync(moved)).GetProperty("domain").GetString());
    }
}
