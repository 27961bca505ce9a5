using Analytics.Core.Periods;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Crashes;

namespace Analytics.Local.Tests.Reprocessing;

[Collection(ProcessTests.Name)]
public sealed class ReprocessCommandTests : IDisposable
{
    private readonly PastTraffic _traffic = new(sites: 2, days: 3, visitsPerDay: 40);
    private readonly ServedDirectory _served = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task The_command_follows_a_job_and_shows_what_it_changed_and_a_second_time_nothing()
    {
        await _traffic.WriteAsync(_served.Path, maxGapSeconds: 300);
        await _served.StartAsync(Stop);
        string[] range = ["--from", $"{_traffic.From:yyyy-MM-dd}", "--to", $"{_traffic.To:yyyy-MM-dd}"];

        var dry = await RunAsync(["reprocess", .. range, "--dry-run"]);
        Assert.Contains("site1.example", dry.Output, StringComparison.Ordinal);
        Assert.Contains("→", dry.Output, StringComparison.Ordinal);
        Assert.Contains("would be replaced", dry.Output, StringComparison.Ordinal);
        var json = await RunAsync(["reprocess", .. range, "--json", "--site", "site0.example"]);
        Assert.Equal(
            3,
            json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Count(line => line.StartsWith("{\"site\":\"site0.example\"", StringComparison.Ordinal))
        );
        await RunAsync(["reprocess", .. range]);
        var again = await RunAsync(["reprocess", .. range]);
        Assert.Contains("Nothing differs.", again.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 replaced", again.Output, StringComparison.Ordinal);

        var status = await RunAsync(["status"]);
        Assert.Contains($"This release has logic {Rollup.CurrentLogicVersion}.", status.Output, StringComparison.Ordinal);
        Assert.Contains("everything can be reprocessed", status.Output, StringComparison.Ordinal);
        var wrong = await ProgramRun.Of([
            "reprocess",
            "--from",
            "x",
            "--to",
            "2026-01-01",
            "--url",
            _served.Url,
            "--key",
            AnalyticsProcess.AdminKey,
        ]);
        Assert.Contains("from: 'x'", wrong.Errors, StringComparison.Ordinal);
    }

    private async Task<ProgramRun> RunAsync(string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _served.Url, "--key", AnalyticsProcess.AdminKey]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }
}
