using System.Diagnostics;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// A month of some sites: how fast their events are aggregated and rolled up, and how fast they are reprocessed when every row is to be
/// replaced. One site is the worst case, as it is in one partition. <c>reprocess [--events N] [--sites N]</c>.
/// </summary>
internal static class ReprocessRun
{
    private const int Days = 30;

    public static async Task<int> RunAsync(string[] args)
    {
        var events = args.Option("--events", 2_000_000);
        string[] names = [.. Enumerable.Range(0, args.Option("--sites", 4)).Select(number => $"shop-{number}.example")];
        var directory = Directory.CreateTempSubdirectory("analytics-reprocess-").FullName;
        try
        {
            using var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System);
            var sites = new SiteRegistry(data.Tables, TimeProvider.System);
            for (var i = 0; i < names.Length; i++)
            {
                await sites.CreateAsync(new Site(names[i], "Etc/UTC", DateTimeOffset.UnixEpoch), default);
                var partition = i % data.Log.PartitionCount;
                foreach (var chunk in new ShopTraffic(Days, events / names.Length, i, names[i]).Messages(2_500).Chunk(64))
                {
                    await Task.WhenAll(chunk.Select(message => data.Log.AppendAsync(partition, message, default).AsTask()));
                }
            }

            // What an older release left: the same events, but every row says that it is of version 0.
            var old = new RollupLogic(VisitRules.MaxGapSeconds, 0);
            var rollups = new RollupOptions { Logic = old };
            using var oldRounds = new RollupRounds(data.Tables, data.Log.PartitionCount, TimeProvider.System, rollups);
            await MeasureAsync("aggregated and rolled up", events, () => IngestAsync(data, old, oldRounds));

            using var rounds = new RollupRounds(data.Tables, data.Log.PartitionCount, TimeProvider.System, new());
            using var signal = new JobSignal();
            var jobs = new JobTable(data.Tables, TimeProvider.System);
            var reprocessor = new Reprocessor(
                data.Tables,
                new EventLogArchive(data.Log),
                sites,
                rounds,
                new(),
                new(),
                new(),
                TimeProvider.System
            );
            foreach (var name in (string[])["reprocessed, every row replaced", "reprocessed, nothing to replace"])
            {
                var from = DateTimeOffset.FromUnixTimeSeconds(ShopTraffic.Start);
                var job = await jobs.CreateAsync(new(Reprocessor.Kind, from, from.AddDays(Days), null, false), default);
                await MeasureAsync(
                    name,
                    events,
                    () => new JobRunner(jobs, [reprocessor], signal, TimeProvider.System).RunNextAsync(default)
                );
                var progress = await jobs.ProgressAsync(job.Id, default);
                Console.WriteLine(
                    $"  {(await jobs.FindAsync(job.Id, default))!.State}: "
                        + $"{progress!.EventsRead:N0} events read, {progress.RowsReplaced} of {progress.RowsCompared} rows replaced"
                );
            }

            using var process = Process.GetCurrentProcess();
            Console.WriteLine($"peak working set {process.PeakWorkingSet64 / 1048576} MB");
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task IngestAsync(DataDirectory data, RollupLogic logic, RollupRounds rounds)
    {
        await Parallel.ForAsync(
            0,
            data.Log.PartitionCount,
            async (partition, _) =>
            {
                var aggregator = new PartitionAggregator(
                    partition,
                    data.Log,
                    data.Tables,
                    new RollingStatistics(TimeProvider.System),
                    new AggregationOptions { Logic = logic }
                );
                await aggregator.StartAsync(default);
                while (
                    await data.Log.ReadAsync(partition, aggregator.SequenceNumber!.Value, 1024 * 1024, default) is { Count: > 0 } records
                )
                {
                    var written = aggregator.LiveBytes;
                    await aggregator.ProcessAsync(records, default);
                    if (aggregator.LiveBytes / (16 << 20) > written / (16 << 20))
                    {
                        await rounds.RunAsync(openHoursToo: true, default);
                    }
                }
            }
        );

        await rounds.RunAsync(openHoursToo: true, default);
    }

    private static async Task MeasureAsync(string name, int events, Func<Task> work)
    {
        var time = new CpuTime();
        await time.AddAsync(work);
        Console.WriteLine($"{name}: {events / time.Wall.TotalSeconds:N0} events/s, {events / time.Cpu.TotalSeconds:N0} per CPU second");
    }
}
