using System.Net;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests;

public sealed class RealServerTests : IDisposable
{
    private const string Site = "killed.example";

    private readonly RealServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_counted_once_after_the_next_start()
    {
        _server.Environment["DOTNET_GCHeapHardLimit"] = "10000000";
        await _server.StartAsync(Stop);
        await _server.AddSiteAsync(Site, Stop);
        Assert.Equal(HttpStatusCode.Accepted, await _server.SendAsync(Site, "/before", Stop));
        Assert.Equal(
            HttpStatusCode.Accepted,
            await _server.SendBatchAsync(Enumerable.Range(0, 10).Select(i => RealServer.Pageview(Site, $"/{i}")), Stop)
        );
        Assert.InRange(_server.ResidentBytes(), 1L << 20, _server.PeakResidentBytes());
        await _server.KillAsync(Stop);

        await _server.StartAsync(Stop);

        var pages = await _server.PagesUntilAsync(Site, pages => pages.Count == 11, Stop);
        Assert.Equal(11, pages.Count);
        Assert.All(pages, page => Assert.Equal(1, page.Value));
        await _server.StopAsync(Stop);
    }
}
