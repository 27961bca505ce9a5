using Analytics.Local.Tests.Crashes;

namespace Analytics.Local.Tests.Imports;

[Collection(ProcessTests.Name)]
public sealed class RepeatedImportTests : IDisposable
{
    private readonly ServedDirectory _served = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task A_second_import_adds_nothing_but_duplicates()
    {
        RealLog.Require();
        var events = new OracleStatistics(RealLog.Path, RealLog.Site).PageviewCount;
        await _served.StartAsync(Stop);
        await _served.RunAsync(Stop, "site", "add", RealLog.Site);
        await ImportAsync();
        await _served.QueryUntilAsync(RealLog.Queries.Pageviews, answer => AnswerRows.Single(answer) >= events, Stop);
        var first = await AskAllAsync();
        Assert.Equal(0, AnswerRows.Single(await _served.QueryAsync(RealLog.Queries.Duplicates, Stop)));

        await ImportAsync();
        await _served.QueryUntilAsync(RealLog.Queries.Duplicates, answer => AnswerRows.Single(answer) >= events, Stop);
        Assert.Equal(first, await AskAllAsync());

        // A third after a restart: by then the events are in rollups, and the aggregators have rebuilt what they remember.
        await _served.RestartAsync(Stop);
        await _served.Server.WaitForLineAsync("Rolled up", Stop);
        await ImportAsync();
        await _served.RestartAsync(Stop);
        Assert.Equal(first, await AskAllAsync());
        Assert.Equal(2 * events, AnswerRows.Single(await _served.QueryAsync(RealLog.Queries.Duplicates, Stop)));
    }

    private Task<string> ImportAsync() => _served.RunAsync(Stop, "import", RealLog.Path, "--site", RealLog.Site);

    private async Task<IReadOnlyList<string>> AskAllAsync()
    {
        var answers = new List<string>();
        foreach (var query in RealLog.Queries.All)
        {
            answers.Add(await _served.QueryAsync(query, Stop));
        }

        return answers;
    }
}
