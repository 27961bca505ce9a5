using System.Globalization;
using System.Net;
using System.Text.Json;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests;

/// <summary>
/// Log and tables that do not belong together: what is acknowledged afterwards is counted once, or the start is refused.
/// </summary>
public sealed class LogContinuityTests : IDisposable
{
    private const string Site = "log.example";
    private const int Round = 12;

    private readonly RealServer _server = new();
    private int _sent;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Behind_a_removed_log_every_acknowledged_event_is_counted_once_and_the_loss_is_said()
    {
        await StartAsync();
        await SendRoundAsync();
        await _server.StopAsync(Stop);
        Remove("log.db");

        await _server.StartAsync(Stop);
        var ready = await _server.GetAsync("/health/ready", Stop);
        await SendRoundAsync();
        await SendRoundAsync();

        await AssertAllCountedOnceAsync();
        Assert.True(ready.Status == HttpStatusCode.OK, ready.Body);
        Assert.Contains("the log was lost or is an older copy", _server.Process.Output, StringComparison.Ordinal);
        Assert.Equal([(0L, (long)Round)], await GapsAsync());

        await _server.StopAsync(Stop);
        await _server.StartAsync(Stop);
        Assert.DoesNotContain("the log was lost", _server.Process.Output, StringComparison.Ordinal);
        Assert.Single(await GapsAsync());
        await SendRoundAsync();
        await AssertAllCountedOnceAsync();
    }

    [Fact]
    public async Task Behind_an_older_log_every_acknowledged_event_is_counted_once()
    {
        await StartAsync();
        await SendRoundAsync();
        await _server.StopAsync(Stop);
        using var older = Copy("log.db");
        await _server.StartAsync(Stop);
        await SendRoundAsync();
        await _server.KillAsync(Stop);
        Restore(older, "log.db");

        // What the killed server had not aggregated was in the newer log alone.
        await _server.StartAsync(Stop);
        var counted = await _server.PagesAsync(Site, Stop);
        var lost = Enumerable.Range(0, 2 * Round).Where(page => !counted.ContainsKey(Page(page))).ToList();
        await SendRoundAsync();

        var pages = await _server.PagesUntilAsync(Site, pages => pages.Count == _sent - lost.Count, Stop);
        Assert.All(pages, page => Assert.Equal(1, page.Value));
        Assert.Equal(
            Enumerable.Range(0, _sent).Except(lost).Select(Page).Order(StringComparer.Ordinal),
            pages.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(lost, page => Assert.InRange(page, Round, (2 * Round) - 1));
    }

    [Fact]
    public async Task With_a_log_and_tables_that_were_copied_apart_while_the_server_ran_every_acknowledged_event_is_counted_once()
    {
        await StartAsync();
        await SendRoundAsync();
        using var log = Copy("log.db");
        await SendRoundAsync();
        await AssertAllCountedOnceAsync();
        using var tables = Copy("tables.db");
        await SendRoundAsync();
        await _server.StopAsync(Stop);
        Restore(log, "log.db");
        Restore(tables, "tables.db");
        _sent = 2 * Round;

        await _server.StartAsync(Stop);
        await SendRoundAsync();

        await AssertAllCountedOnceAsync();
    }

    [Fact]
    public async Task Tables_that_are_older_than_the_log_catch_up_and_lost_ones_are_made_again()
    {
        await StartAsync();
        await SendRoundAsync();
        await _server.StopAsync(Stop);
        using var older = Copy("tables.db");
        await _server.StartAsync(Stop);
        await SendRoundAsync();
        await _server.StopAsync(Stop);
        Restore(older, "tables.db");

        await _server.StartAsync(Stop);
        await SendRoundAsync();
        await AssertAllCountedOnceAsync();
        await _server.StopAsync(Stop);
        Remove("tables.db");

        await StartAsync();
        await SendRoundAsync();
        await AssertAllCountedOnceAsync();
    }

    [Fact]
    public async Task A_log_that_was_lost_and_tables_that_were_restored_below_its_numbers_go_on_together()
    {
        await StartAsync();
        await SendRoundAsync();
        await _server.StopAsync(Stop);
        using var older = Copy("tables.db");
        await _server.StartAsync(Stop);
        await SendRoundAsync();
        await _server.StopAsync(Stop);
        Remove("log.db");
        await _server.StartAsync(Stop);
        await _server.StopAsync(Stop);
        Restore(older, "tables.db");

        await _server.StartAsync(Stop);
        _sent = Round;
        await SendRoundAsync();

        await AssertAllCountedOnceAsync();
    }

    [Fact]
    public async Task A_log_of_another_directory_is_refused_with_the_remedy()
    {
        using var other = new RealServer();
        await other.StartAsync(Stop);
        await other.StopAsync(Stop);
        await StartAsync();
        await _server.StopAsync(Stop);
        Remove("log.db");
        File.Copy(other.File("log.db"), _server.File("log.db"));

        var refused = _server.Launch();

        Assert.Equal(1, await refused.WaitForExitAsync(Stop));
        Assert.Contains("belong to different data directories", refused.Output, StringComparison.Ordinal);
        Assert.Contains("move log.db", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal);
    }

    private static string Page(int number) => string.Create(CultureInfo.InvariantCulture, $"/{number}");

    private async Task StartAsync()
    {
        await _server.StartAsync(Stop);
        await _server.AddSiteAsync(Site, Stop);
    }

    /// <summary>Sends events one after the other, so that each is a message of its own.</summary>
    private async Task SendRoundAsync()
    {
        for (var i = 0; i < Round; i++)
        {
            Assert.Equal(HttpStatusCode.Accepted, await _server.SendAsync(Site, Page(_sent++), Stop));
        }
    }

    private async Task AssertAllCountedOnceAsync()
    {
        var pages = await _server.PagesUntilAsync(Site, pages => pages.Count == _sent, Stop);
        Assert.Equal(Enumerable.Range(0, _sent).Select(Page).Order(StringComparer.Ordinal), pages.Keys.Order(StringComparer.Ordinal));
        Assert.All(pages, page => Assert.Equal(1, page.Value));
    }

    private async Task<List<(long After, long Until)>> GapsAsync()
    {
        var (status, body) = await _server.GetAsync("/api/v1/status", Stop);
        Assert.True(status == HttpStatusCode.OK, body);
        using var json = JsonDocument.Parse(body);
        return
        [
            .. json
                .RootElement.GetProperty("log_gaps")
                .EnumerateArray()
                .Select(gap => (gap.GetProperty("after").GetInt64(), gap.GetProperty("until").GetInt64())),
        ];
    }

    private TemporaryDirectory Copy(string database)
    {
        var copy = new TemporaryDirectory();
        foreach (var name in Files(database).Where(name => File.Exists(_server.File(name))))
        {
            File.Copy(_server.File(name), copy.File(name));
        }

        return copy;
    }

    private void Restore(TemporaryDirectory copy, string database)
    {
        Remove(database);
        foreach (var path in Directory.EnumerateFiles(copy.Path))
        {
            File.Copy(path, _server.File(Path.GetFileName(path)));
        }
    }

    private void Remove(string database)
    {
        foreach (var name in Files(database))
        {
            File.Delete(_server.File(name));
        }
    }

    // The shared index is made again from the WAL.
    private static string[] Files(string database) => [database, database + "-wal", database + "-shm"];
}
