using System.Net;
using System.Text;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests;

/// <summary>
/// The real process is killed again and again while it takes events, rolls up, deletes what is older than the retention, makes history
/// again and is backed up. ANALYTICS_KILLS sets how often, ANALYTICS_KILL_SEED the seed.
/// </summary>
public sealed class KillLoopTests : IDisposable
{
    private const string Site = "killed.example";
    private const int Pages = 500;
    private const int MaxBatches = 40;

    private readonly ITestOutputHelper _output;
    private readonly RealServer _server = new();
    private readonly TemporaryDirectory _backups = new();
    private readonly Random _random = new(TestSetting.Number("ANALYTICS_KILL_SEED", 1));
    private readonly KilledLoad _load;

    public KillLoopTests(ITestOutputHelper output)
    {
        _output = output;
        _load = new(Site, Pages, _random, TimeProvider.System.GetUtcNow(), SendAsync);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _backups.Dispose();
    }

    [Fact(Explicit = true)]
    public async Task Whatever_a_process_was_at_when_it_was_killed_each_event_counts_once_in_the_end()
    {
        var kills = TestSetting.Number("ANALYTICS_KILLS", 200);
        var (backups, jobs) = (0, 0);
        await _server.StartAsync(Stop);
        await RegisterAsync();
        for (var kill = 0; kill < kills; kill++)
        {
            var job = kill % 3 == 0 ? ReprocessAsync() : Task.FromResult(false);
            using var backup = kill % 5 == 0 ? AnalyticsProcess.Launch("backup", _backups.Path, "--data", _server.DataPath) : null;
            await _load.SendAsync(1 + _random.Next(MaxBatches));

            // The kill falls between any two answers, and while the batch after the last of them is on its way.
            var last = _load.SendAsync(1);
            await _server.KillAsync(Stop);
            await last;
            jobs += await job ? 1 : 0;
            backups += backup is not null && await backup.WaitForExitAsync(Stop) == 0 ? 1 : 0;
            await _server.StartAsync(Stop);
        }

        await _load.SendUnansweredAsync();
        _output.WriteLine(
            $"{kills} kills, {_load.Events} events, {_load.Acknowledged} of them "
                + $"acknowledged at first, {jobs} jobs begun, {backups} backups ended"
        );
        await CheckAsync("after the last start");
        await JobsEndAsync();
        Assert.True(await ReprocessAsync());
        await JobsEndAsync();
        await CheckAsync("after history was made again");
        await _server.StopAsync(Stop);
        Assert.True(kills < 10 || (jobs > 0 && backups > 0), $"{jobs} jobs, {backups} backups");
    }

    private async Task RegisterAsync()
    {
        await _server.AddSiteAsync(Site, Stop);
        using var retention = new StringContent("""{"retention_days": 400}""", Encoding.UTF8, "application/json");
        using var answer = await _server.Http.PutAsync($"{_server.Url}/api/v1/sites/{Site}", retention, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<bool> SendAsync(IReadOnlyList<string> batch)
    {
        try
        {
            return await _server.SendBatchAsync(batch, Stop) == HttpStatusCode.Accepted;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Starts a job that makes the last three days again.</summary>
    /// <returns>True if it was taken; false if the process was killed, or an earlier job still runs.</returns>
    private async Task<bool> ReprocessAsync()
    {
        try
        {
            using var body = new StringContent(_load.ReprocessJob, Encoding.UTF8, "application/json");
            using var answer = await _server.Http.PostAsync(_server.Url + "/api/v1/jobs", body, Stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task JobsEndAsync()
    {
        for (var waits = 0; !HasNone(await RealServer.AskUntilAsync(JobsAsync, HasNone, Stop)); waits++)
        {
            Assert.True(waits < 30, "A job does not end.");
        }

        static bool HasNone(string jobs) =>
            !jobs.Contains("\"running\"", StringComparison.Ordinal) && !jobs.Contains("\"queued\"", StringComparison.Ordinal);
    }

    private async Task<string> JobsAsync() => (await _server.GetAsync("/api/v1/jobs", Stop)).Body;

    private async Task CheckAsync(string when) => _load.AssertCounted(when, await _server.PagesUntilAsync(Site, _load.IsCounted, Stop));
}
