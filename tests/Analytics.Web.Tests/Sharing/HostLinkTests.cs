using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sharing;

/// <summary>A link that is limited to the host shop.example.com, whose visitor was on admin.example.com before and after, too.</summary>
public sealed class HostLinkTests : IAsyncLifetime
{
    private const string Site = "/api/v1/sites/example.com/";
    private const string Shop = "shop.example.com";
    private const string Admin = "admin.example.com";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                new("example.com", Noon - 60, 1, Page: "/", Hostname: Shop),
                new("example.com", Noon - 50, 1, Page: "/secret/first", Hostname: Admin),
                new("example.com", Noon - 40, 1, Name: "Salary", Page: "/x", Hostname: Admin),
                new("example.com", Noon - 60, 2, Page: "/secret/second", Hostname: Admin),
                new("example.com", Noon - 50, 2, Page: "/", Hostname: Shop),
            ]
        );
        await _host.AddSiteAsync("example.com");
        _owner = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("""["is","event:hostname",["shop.example.com"]]""")]
    [InlineData("""["is_not","event:hostname",["admin.example.com"]]""")]
    [InlineData("""["not",["contains","event:hostname",["admin"]]]""")]
    [InlineData("""["or",[["is","event:hostname",["shop.example.com"]],["is","event:page",["/nowhere"]]]]""")]
    public async Task What_visits_did_on_other_hosts_is_in_no_answer(string filter)
    {
        var reader = await OpenAsync(filter);
        foreach (var dimensions in (string[])["event:page", "event:hostname", "event:name", "visit:entry_page", "visit:exit_page"])
        {
            foreach (var beside in (string[])["", ",\"visit:device\"", ",\"visit:source\",\"visit:country\""])
            {
                var answer = await AskAsync(reader, $"\"dimensions\":[\"{dimensions}\"{beside}]");

                Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
                Assert.DoesNotContain("admin", answer, StringComparison.Ordinal);
                Assert.DoesNotContain("Salary", answer, StringComparison.Ordinal);
            }
        }

        // The visit that entered by the shop has one event there.
        Assert.Equal("[1,1]", await AskAsync(reader, "\"dimensions\":[\"visit:device\"]", onlyMetrics: true));
        Assert.Equal("[2,2]", await AskAsync(reader, "\"dimensions\":[]", onlyMetrics: true));
        Assert.Equal(
            "[0,0]",
            await AskAsync(reader, "\"filters\":[[\"is\",\"visit:entry_page\",[\"/secret/second\"]]]", onlyMetrics: true)
        );
        Assert.Equal("[0,0]", await AskAsync(reader, "\"filters\":[[\"is\",\"visit:exit_page\",[\"/secret/first\"]]]", onlyMetrics: true));
    }

    [Fact]
    public async Task Dimensions_that_are_written_with_escapes_are_limited_too()
    {
        var reader = await OpenAsync("""["is","event:hostname",["shop.example.com"]]""");

        Assert.DoesNotContain(
            "secret",
            await AskAsync(reader, "\"dimensions\":[\"event:page\",\"visit\\u003adevice\"]"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", await AskAsync(reader, "\"dimensions\":[\"visit:exit\\u005fpage\"]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_limited_filters_visits_by_the_host_they_entered()
    {
        const string Filter = "\"dimensions\":[\"visit:device\"],\"filters\":[[\"is\",\"event:NAME\",[\"shop.example.com\"]]]";

        Assert.Equal("[3,2]", await AskAsync(_owner, Filter.Replace("NAME", "hostname", StringComparison.Ordinal), onlyMetrics: true));
        Assert.Equal(
            "[2,2]",
            await AskAsync(_owner, Filter.Replace("NAME", "page_hostname", StringComparison.Ordinal), onlyMetrics: true)
        );
    }

    private async Task<string> AskAsync(string key, string members, bool onlyMetrics = false)
    {
        using var response = await _host.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"example.com","metrics":["events","pageviews"],"date_range":"day",{{members}}}""",
            key
        );
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        var results = JsonDocument.Parse(answer).RootElement.GetProperty("results");
        return onlyMetrics ? Assert.Single(results.EnumerateArray()).GetProperty("metrics").GetRawText() : results.GetRawText();
    }

    private async Task<string> OpenAsync(string filter)
    {
        using var segment = await _host.PostAsync(
            Site + "segments",
            "{\"name\":\"Shop\",\"content\":{\"filters\":[" + filter + "]}}",
            _owner
        );
        Assert.True(segment.IsSuccessStatusCode);
        using var made = await _host.PostAsync(Site + "shared-links", """{"name":"Agency","segment":"1"}""", _owner);
        return await _host.OpenLinkAsync(made);
    }
}
