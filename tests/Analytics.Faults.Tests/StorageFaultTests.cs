using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests;

/// <summary>
/// A disk that takes no more and a directory that goes away: refused, said by readiness, and nothing acknowledged is lost.
/// </summary>
public sealed class StorageFaultTests : IDisposable
{
    private const string Site = "disk.example";
    private const int BatchEvents = 50;
    private const int MaxBatches = 400;
    private const string FileLimit = "4194304";

    private readonly RealServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_events_and_readiness_and_loses_nothing_that_was_acknowledged()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "prlimit, which limits the size of a process' files, is not installed.");

        // A file cannot grow beyond the limit, as on a full disk; the runtime's own executable memory must not be a file then.
        _server.Wrapper = ["sh", "-c", "trap '' XFSZ; exec prlimit --fsize=" + FileLimit + ":unlimited \"$@\"", "sh"];
        _server.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        await _server.StartAsync(Stop);
        await _server.AddSiteAsync(Site, Stop);
        var acknowledged = 0;
        var status = HttpStatusCode.Accepted;
        while (acknowledged < MaxBatches && (status = await SendBatchAsync(acknowledged)) == HttpStatusCode.Accepted)
        {
            acknowledged++;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        var full = await ReadyUntilAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, full.Status);
        Assert.Contains("data directory", full.Body, StringComparison.Ordinal);
        LiftLimit();

        var free = await ReadyUntilAsync(HttpStatusCode.OK);
        Assert.True(free.Status == HttpStatusCode.OK, free.Body);
        Assert.Equal(HttpStatusCode.Accepted, await SendBatchAsync(acknowledged));
        var expected = (acknowledged + 1) * BatchEvents;
        var pages = await _server.PagesUntilAsync(Site, pages => pages.Count == expected, Stop);
        Assert.Equal(expected, pages.Count);
        Assert.All(pages, page => Assert.Equal(1, page.Value));
        await _server.KillAsync(Stop);
        await _server.StartAsync(Stop);
        Assert.Equal(expected, (await _server.PagesUntilAsync(Site, pages => pages.Count == expected, Stop)).Count);
    }

    [Fact]
    public async Task A_directory_that_was_moved_away_takes_no_events_until_it_is_back()
    {
        await _server.StartAsync(Stop);
        await _server.AddSiteAsync(Site, Stop);
        Assert.Equal(HttpStatusCode.Accepted, await _server.SendAsync(Site, "/before", Stop));
        var elsewhere = _server.DataPath + "-moved";
        Directory.Move(_server.DataPath, elsewhere);
        try
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await _server.SendAsync(Site, "/meanwhile", Stop));
            var unready = await _server.GetAsync("/health/ready", Stop);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.Status);
            Assert.Contains("data directory", unready.Body, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Move(elsewhere, _server.DataPath);
        }

        Assert.Equal(HttpStatusCode.Accepted, await _server.SendAsync(Site, "/after", Stop));
        Assert.Equal(HttpStatusCode.OK, (await ReadyUntilAsync(HttpStatusCode.OK)).Status);
        var pages = await _server.PagesUntilAsync(Site, pages => pages.Count == 2, Stop);
        Assert.Equal(["/after", "/before"], pages.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Events that do not compress: each has a property of random text.</summary>
    private Task<HttpStatusCode> SendBatchAsync(int batch) =>
        _server.SendBatchAsync(
            Enumerable
                .Range(0, BatchEvents)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$$"""
                        {"domain": "{{{Site}}}", "name": "pageview", "url": "https://{{{Site}}}/{{{batch}}}/{{{i}}}",
                         "props": {"noise": "{{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(1_400))}}}"}}
                        """
                    )
                ),
            Stop
        );

    private Task<(HttpStatusCode Status, string Body)> ReadyUntilAsync(HttpStatusCode expected) =>
        RealServer.AskUntilAsync(() => _server.GetAsync("/health/ready", Stop), answer => answer.Status == expected, Stop);

    private void LiftLimit()
    {
        using var prlimit = Process.Start(
            "/usr/bin/prlimit",
            ["--pid", _server.Process.Id.ToString(CultureInfo.InvariantCulture), "--fsize=unlimited"]
        );
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
