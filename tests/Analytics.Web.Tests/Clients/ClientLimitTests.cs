using System.Net;
using Analytics.Core.EventLog;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Clients;

/// <summary>Requests of other products' clients with as many items as a request may have.</summary>
public sealed class ClientLimitTests
{
    private const string Pageview =
        """{"event":"$pageview","distinct_id":"d","properties":{"$current_url":"https://shop.example/now","$prev_pageview_pathname":"/before","$prev_pageview_duration":1}}""";

    [Theory]
    [InlineData(EventLimits.BatchEvents / 2, true, HttpStatusCode.OK)]
    [InlineData(EventLimits.BatchEvents, false, HttpStatusCode.OK)]
    [InlineData(EventLimits.BatchEvents + 1, false, HttpStatusCode.BadRequest)]
    public async Task Engagements_beside_events_never_make_a_request_too_large(int items, bool hasTimes, HttpStatusCode status)
    {
        await using var host = await ApiHost.StartAsync();
        using var created = await host.PostAsync(
            "/api/v1/sites",
            """{"domain":"shop.example","clients":{"posthog":["KEY-1"]}}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);

        using var response = await host.PostAsync(
            "/batch",
            $$"""{"api_key":"KEY-1","batch":[{{string.Join(',', Enumerable.Repeat(Pageview, items))}}]}"""
        );

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK, host.LogText().Contains("/now", StringComparison.Ordinal));
        Assert.Equal(hasTimes, host.LogText().Contains("/before", StringComparison.Ordinal));
    }
}
