using Analytics.Local.Tests.Imports;

namespace Analytics.Local.Tests.Crashes;

/// <summary>Two logs of several batches each, imported once without any disturbance, and what the server then answered.</summary>
public sealed class LargeImport : IAsyncLifetime
{
    private const int Copies = 4;

    private readonly TemporaryDirectory _logs = new();
    private readonly ServedDirectory _undisturbed = new();

    /// <summary>The logs, each with its site.</summary>
    internal IReadOnlyList<(string Path, string Site)> Logs { get; private set; } = [];

    /// <summary>The answers to all queries of the undisturbed import.</summary>
    internal IReadOnlyList<string> Answers { get; private set; } = [];

    /// <summary>A data directory in which only the sites are; no server runs on it.</summary>
    internal string EmptyPath { get; private set; } = "";

    /// <summary>A data directory with the undisturbed import, of which nothing is rolled up yet; no server runs on it.</summary>
    internal string ImportedPath { get; private set; } = "";

    /// <summary>All that is asked: the days of the real log, all its copies, and the generated log.</summary>
    private static IEnumerable<string> Queries => [.. RealLog.Queries.All, .. Copied.All, .. NightLog.Queries.All];

    private static LogQueries Copied { get; } = new(RealLog.Site, "2015-05-17", "2015-06-20");

    public async ValueTask InitializeAsync()
    {
        // Its tests are skipped then; a fixture can't be.
        if (!File.Exists(RealLog.Path))
        {
            return;
        }

        var stop = TestContext.Current.CancellationToken;
        Logs = [(_logs.File("night.log"), NightLog.Site), (_logs.File("real.log"), RealLog.Site)];
        NightLog.Write(Logs[0].Path);
        LogCopies.Write(Logs[1].Path, Copies);
        await _undisturbed.StartAsync(stop);
        foreach (var (_, site) in Logs)
        {
            await _undisturbed.RunAsync(stop, "site", "add", site);
        }

        EmptyPath = await StopAndCopyAsync("empty", stop);
        await _undisturbed.StartAsync(stop);
        await ImportAllAsync(_undisturbed, stop);
        ImportedPath = await StopAndCopyAsync("imported", stop);
        await _undisturbed.StartAsync(stop);
        Answers = await AskAllAsync(_undisturbed, stop);
        await AssertRightAsync(new(RealLog.Path, RealLog.Site), RealLog.Queries, stop);
        await AssertRightAsync(new(Logs[1].Path, RealLog.Site), Copied, stop);
        await AssertRightAsync(new(Logs[0].Path, NightLog.Site), NightLog.Queries, stop);
        await _undisturbed.Server.KillAsync(stop);
    }

    public ValueTask DisposeAsync()
    {
        _undisturbed.Dispose();
        _logs.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static void CopyTo(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    internal static async Task<IReadOnlyList<string>> AskAllAsync(ServedDirectory served, CancellationToken cancellationToken)
    {
        var answers = new List<string>();
        foreach (var query in Queries)
        {
            answers.Add(await served.QueryAsync(query, cancellationToken));
        }

        return answers;
    }

    internal async Task ImportAllAsync(ServedDirectory served, CancellationToken cancellationToken)
    {
        foreach (var (path, site) in Logs)
        {
            await served.RunAsync(cancellationToken, "import", path, "--site", site);
        }
    }

    private async Task<string> StopAndCopyAsync(string name, CancellationToken cancellationToken)
    {
        Assert.Equal(0, await _undisturbed.Server.TerminateAsync(cancellationToken));
        var path = _logs.File(name);
        CopyTo(_undisturbed.Path, path);
        return path;
    }

    /// <summary>Comparing with the undisturbed import proves nothing unless that is right itself.</summary>
    private async Task AssertRightAsync(OracleStatistics oracle, LogQueries queries, CancellationToken cancellationToken)
    {
        var answer = await _undisturbed.QueryAsync(queries.Totals, cancellationToken);
        Assert.Contains(answer, Answers);
        Assert.Equal(oracle.Totals(), AnswerRows.Of(answer));
    }
}
