using Analytics.Local.Tests.Crashes;

namespace Analytics.Local.Tests.Imports;

[Collection(ProcessTests.Name)]
public sealed class NightLogImportTests : IDisposable
{
    private readonly ServedDirectory _served = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task Visits_past_midnight_and_at_the_edge_of_the_gap_are_as_computed_from_the_lines()
    {
        var log = Path.Combine(_served.Path, "night.log");
        NightLog.Write(log);
        var oracle = new OracleStatistics(log, NightLog.Site);
        await _served.StartAsync(Stop);
        await _served.RunAsync(Stop, "site", "add", NightLog.Site);
        await _served.RunAsync(Stop, "import", log, "--site", NightLog.Site);
        await _served.QueryUntilAsync(NightLog.Queries.Pageviews, answer => AnswerRows.Single(answer) >= oracle.PageviewCount, Stop);

        Assert.Equal(oracle.Totals(), await AskAsync(NightLog.Queries.Totals));
        Assert.Equal(oracle.Days(), await AskAsync(NightLog.Queries.Days));
        Assert.Equal(oracle.Hours(), await AskAsync(NightLog.Queries.Hours));
        Assert.Equal(oracle.Pages().Take(LogQueries.PageLimit), await AskAsync(NightLog.Queries.Pages));
        Assert.Equal(oracle.Sources(), await AskAsync(NightLog.Queries.Sources));
        Assert.Equal(oracle.Browsers(), await AskAsync(NightLog.Queries.Browsers));

        // Once more from the rollups, which the next start makes of the live rows.
        await _served.RestartAsync(Stop);
        await _served.Server.WaitForLineAsync("Rolled up", Stop);
        Assert.Equal(oracle.Totals(), await AskAsync(NightLog.Queries.Totals));
        Assert.Equal(oracle.Days(), await AskAsync(NightLog.Queries.Days));
        Assert.Equal(oracle.Hours(), await AskAsync(NightLog.Queries.Hours));
        Assert.Equal(oracle.Sources(), await AskAsync(NightLog.Queries.Sources));
    }

    private async Task<IReadOnlyList<string>> AskAsync(string query) => AnswerRows.Of(await _served.QueryAsync(query, Stop));
}
