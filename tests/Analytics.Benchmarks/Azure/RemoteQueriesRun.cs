using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Analytics.Azure.Settings;
using Analytics.Azure.Storage;
using Analytics.Azure.Tables;
using Analytics.Benchmarks.Scale;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Azure;

/// <summary>
/// Questions over tables that are far away: the rows of a data directory are copied into the storage emulator, and each question is asked
/// with nothing remembered, through a proxy that delays requests and limits bytes.
/// <c>azure-queries --dir DIR [--delay MS] [--megabytes N] [--count N]</c>; the directory is one that compare.mjs has kept, with
/// <c>data</c> and <c>questions.json</c>.
/// </summary>
internal static class RemoteQueriesRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        var directory =
            args.Option("--dir")
            ?? throw new ArgumentException("--dir names no directory; give one that compare.mjs has kept with --keep.");
        var questions = Questions(Path.Combine(directory, "questions.json")).Take(args.Option("--count", 120)).ToList();
        using var emulator = await Emulator.StartAsync();
        var near = Store(Emulator.Connection(emulator.Tables));
        await RowCopy.RunAsync(Path.Combine(directory, "data"), near);
        var delay = TimeSpan.FromMilliseconds(args.Option("--delay", 10));
        var megabytes = args.Option("--megabytes", 60);
        await using var distant = await DistantStorage.StartAsync(emulator.Tables, delay, megabytes * 1e6);
        var tables = Store(Emulator.Connection(distant.Address));
        var sites = new SiteRegistry(tables, TimeProvider.System);
        var site = (await sites.FindAsync(QueryParser.Parse(questions[0]).SiteIds[0], default))!.Site;
        await ReportAsync("directly", questions, () => Engine(near), site, null);
        await ReportAsync($"{delay.TotalMilliseconds} ms and {megabytes} MB/s away", questions, () => Engine(tables), site, distant);
        var kept = Engine(tables);
        await ReportAsync("the same, one process in turn", questions, () => kept, site, distant);
        return 0;
    }

    private static async Task ReportAsync(
        string name,
        List<byte[]> questions,
        Func<QueryEngine> engine,
        Site site,
        DistantStorage? distant
    )
    {
        var times = new List<double>();
        var (requests, bytes) = (distant?.Requests ?? 0, distant?.Bytes ?? 0);
        foreach (var question in questions)
        {
            var scanner = engine();
            var started = Stopwatch.GetTimestamp();
            await scanner.ExecuteAsync(site, QueryParser.Parse(question), default);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Console.WriteLine(
            $"{name}: first {times[0]:F0} ms, p50 / p99 {Percentile(0.5):F0} / {Percentile(0.99):F0} ms, slowest {times.Max():F0} ms"
        );
        if (distant is not null)
        {
            var (asked, answered) = ((distant.Requests - requests) / (double)times.Count, (distant.Bytes - bytes) / 1e6 / times.Count);
            Console.WriteLine($"  {asked:F0} requests and {answered:F1} MB a question");
        }

        double Percentile(double share) => times.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * times.Count) - 1));
    }

    private static QueryEngine Engine(ITableStore tables)
    {
        var sites = new SiteRegistry(tables, TimeProvider.System);
        return new(new RollupScanner(tables, sites, new SqliteEventLogOptions().PartitionCount), TimeProvider.System);
    }

    // With the waiting and the repetitions of the Azure host.
    private static AzureTableStore Store(string connection) =>
        new(StorageClients.Tables(new AzureEndpoint("AnalyticsStorage", "tableServiceUri", null, connection), null!), TimeProvider.System);

    private static IEnumerable<byte[]> Questions(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. json.RootElement.GetProperty("novel").EnumerateArray().Select(entry => Encoding.UTF8.GetBytes(entry[1].GetRawText()))];
    }
}
