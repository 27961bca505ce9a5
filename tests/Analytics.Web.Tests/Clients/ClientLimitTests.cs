using System.Net;
using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Clients;

/// <summary>Requests of other products' clients with as many items, or unknown keys, as a request may have.</summary>
public sealed class ClientLimitTests
{
    private const string Pageview =
        """{"event":"$pageview","distinct_id":"d","properties":{"$current_url":"https://shop.example/now","$prev_pageview_pathname":"/before","$prev_pageview_duration":1}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EventLimits.BatchEvents / 2, true, HttpStatusCode.OK)]
    [InlineData(EventLimits.BatchEvents, false, HttpStatusCode.OK)]
    [InlineData(EventLimits.BatchEvents + 1, false, HttpStatusCode.BadRequest)]
    public async Task Engagements_beside_events_never_make_a_request_too_large(int items, bool hasTimes, HttpStatusCode status)
    {
        await using var host = await StartAsync("posthog");
        using var response = await host.PostAsync(
            "/batch",
            $$"""{"api_key":"KEY-1","batch":[{{string.Join(',', Enumerable.Repeat(Pageview, items))}}]}"""
        );

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK, host.LogText().Contains("/now", StringComparison.Ordinal));
        Assert.Equal(hasTimes, host.LogText().Contains("/before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_keys_of_a_request_and_of_a_network_are_looked_up_to_a_limit_beyond_which_remembered_ones_are_taken()
    {
        await using var host = await StartAsync("matomo");

        Assert.Equal("refused", await TrackAsync(EventLimits.UnknownSites));
        Assert.Equal("tracked", await TrackAsync(EventLimits.UnknownSites - 1));
        for (var unknown = 0; unknown <= UnknownSites.PerMinute; unknown += EventLimits.UnknownSites)
        {
            Assert.Equal("tracked", await TrackAsync(EventLimits.UnknownSites));
        }

        host.Time.Advance(SiteRegistry.Freshness + TimeSpan.FromSeconds(1));
        Assert.Equal("tracked", await TrackAsync(0));
        using var created = await host.PostAsync(
            "/api/v1/sites",
            """{"domain":"new.example","clients":{"matomo":["KEY-2"]}}""",
            ApiHost.AdminKey
        );
        using (var refused = await host.GetAsync("/matomo.php?idsite=KEY-2&rec=1&url=https://new.example/"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter?.Delta);
            Assert.Contains("too_many_unknown_sites", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        host.Time.Advance(TimeSpan.FromMinutes(1));
        using var later = await host.GetAsync("/matomo.php?idsite=KEY-2&rec=1&url=https://new.example/");
        Assert.True(later.IsSuccessStatusCode);

        async Task<string> TrackAsync(int unknown)
        {
            var requests = Enumerable
                .Range(0, unknown)
                .Select(i => $"?idsite=no-{i}&rec=1&url=https://x.example/")
                .Append("?idsite=KEY-1&rec=1&url=https://shop.example/kept");
            using var response = await host.PostAsync(
                "/matomo.php",
                JsonSerializer.Serialize(new Dictionary<string, object> { ["requests"] = requests })
            );
            return response.IsSuccessStatusCode ? "tracked" : "refused";
        }
    }

    private static async Task<ApiHost> StartAsync(string protocol)
    {
        var host = await ApiHost.StartAsync();
        using var created = await host.PostAsync(
            "/api/v1/sites",
            $$$"""{"domain":"shop.example","clients":{"{{{protocol}}}":["KEY-1"]}}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        return host;
    }
}
