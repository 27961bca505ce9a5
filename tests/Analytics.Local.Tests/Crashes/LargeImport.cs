using Analytics.Local.Tests.Imports;
using Analytics.Local.Tests.Storage;

namespace Analytics.Local.Tests.Crashes;

/// <summary>Two logs of several batches each, imported once without any disturbance, and what the server then answered.</summary>
public sealed class LargeImport : IAsyncLifetime
{
    private const int Copies = 8;

    private readonly TemporaryDirectory _logs = new();
    private readonly ServedDirectory _undisturbed = new();

    /// <summary>The logs, each with its site.</summary>
    internal IReadOnlyList<(string Path, string Site)> Logs { get; private set; } = [];

    /// <summary>The answers to all queries of the undisturbed import.</summary>
    internal IReadOnlyList<string> Answers { get; private set; } = [];

    /// <summary>A data directory with the undisturbed import, of which nothing is rolled up yet; no server runs on it.</summary>
    internal string ImportedPath { get; private set; } = "";

    /// <summary>All that is asked: the days of the real log, all its copies, and the generated log.</summary>
    private static IEnumerable<string> Queries =>
        [.. RealLog.Queries.All, .. new LogQueries(RealLog.Site, "2015-05-17", "2015-06-20").All, .. NightLog.Queries.All];

    public async ValueTask InitializeAsync()
    {
        // Its tests are skipped then; a fixture can't be.
        if (!File.Exists(RealLog.Path))
        {
            return;
        }

        var stop = TestContext.Current.CancellationToken;
        Logs = [(_logs.File("real.log"), RealLog.Site), (_logs.File("night.log"), NightLog.Site)];
        LogCopies.Write(Logs[0].Path, Copies);
        NightLog.Write(Logs[1].Path);
        await _undisturbed.StartAsync(stop);
        await AddSitesAsync(_undisturbed, stop);
        await ImportAllAsync(_undisturbed, stop);
        Assert.Equal(0, await _undisturbed.Server.TerminateAsync(stop));
        ImportedPath = _logs.File("imported");
        CopyTo(_undisturbed.Path, ImportedPath);
        await _undisturbed.StartAsync(stop);
        Answers = await AskAllAsync(_undisturbed, stop);
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

    internal async Task AddSitesAsync(ServedDirectory served, CancellationToken cancellationToken)
    {
        foreach (var (_, site) in Logs)
        {
            await served.RunAsync(cancellationToken, "site", "add", site);
        }
    }

    internal async Task ImportAllAsync(ServedDirectory served, CancellationToken cancellationToken)
    {
        foreach (var (path, site) in Logs)
        {
            await served.RunAsync(cancellationToken, "import", path, "--site", site);
        }
    }
}
