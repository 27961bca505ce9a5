using Analytics.Local.Tests.Crashes;

namespace Analytics.Local.Tests.Imports;

/// <summary>The real log imported into a server that was stopped and started again, beside what the oracle makes of it.</summary>
public sealed class ImportedRealLog : IAsyncLifetime
{
    private readonly ServedDirectory _served = new();

    internal OracleStatistics Oracle { get; private set; } = null!;

    internal string Report { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // Its tests are skipped then; a fixture can't be.
        if (!File.Exists(RealLog.Path))
        {
            return;
        }

        var stop = TestContext.Current.CancellationToken;
        Oracle = new OracleStatistics(RealLog.Path, RealLog.Site);
        await _served.StartAsync(stop);
        await _served.RunAsync(stop, "site", "add", RealLog.Site);
        Report = await _served.RunAsync(stop, "import", RealLog.Path, "--site", RealLog.Site);
        await _served.RestartAsync(stop);
    }

    public ValueTask DisposeAsync()
    {
        _served.Dispose();
        return ValueTask.CompletedTask;
    }

    internal async Task<IReadOnlyList<string>> AskAsync(string query) =>
        AnswerRows.Of(await _served.QueryAsync(query, TestContext.Current.CancellationToken));
}
