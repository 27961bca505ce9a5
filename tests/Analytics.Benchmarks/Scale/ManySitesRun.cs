using System.Diagnostics;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Testing.Drivers;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// Sites with one visit each, in tables as far away as Table Storage is: how long rolling them up takes one after the other, and several
/// at once.
/// <c>sites [--sites N] [--commit MILLISECONDS]</c>.
/// </summary>
internal static class ManySitesRun
{
    private const int Partitions = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        var sites = args.Option("--sites", 3200);
        var commit = TimeSpan.FromMilliseconds(args.Option("--commit", 10));
        foreach (var parallelism in (int[])[1, 32])
        {
            var tables = new InMemoryTableStore();
            await AggregateAsync(tables, sites);
            tables.BeforeCommit = async (_, _) => await Task.Delay(commit);
            using var rounds = new RollupRounds(tables, Partitions, TimeProvider.System, new() { Parallelism = parallelism });
            await MeasureAsync($"{parallelism} at once, hours", () => rounds.RunHoursAsync(default));
            await MeasureAsync($"{parallelism} at once, days and months", () => rounds.RunLongerAsync(default));
        }

        return 0;
    }

    private static async Task AggregateAsync(InMemoryTableStore tables, int sites)
    {
        var log = new InMemoryEventLog(Partitions, TimeProvider.System);
        for (var i = 0; i < sites; i++)
        {
            var name = $"shop-{i}.example";
            var partition = Partitioner.BucketOf(Partitioner.SiteHash(name)) % Partitions;
            foreach (var message in new ShopTraffic(days: 1, events: 4, seed: i, name).Messages(2_500))
            {
                await log.AppendAsync(partition, message, default);
            }
        }

        for (var partition = 0; partition < Partitions; partition++)
        {
            var aggregator = new PartitionAggregator(
                partition,
                log,
                tables,
                new RollingStatistics(TimeProvider.System),
                new AggregationOptions()
            );
            await aggregator.StartAsync(default);
            while (await log.ReadAsync(partition, aggregator.SequenceNumber!.Value, 1024 * 1024, default) is { Count: > 0 } records)
            {
                await aggregator.ProcessAsync(records, default);
            }
        }
    }

    private static async Task MeasureAsync(string name, Func<Task<int>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var rows = await work();
        Console.WriteLine($"{name}: {rows} rows in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
    }
}
