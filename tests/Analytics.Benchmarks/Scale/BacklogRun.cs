using System.Diagnostics;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Rollups;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// A month of one site that comes within an hour, as in an import on a host that rolls up by the clock: how long the next round takes, and
/// how much memory.
/// <c>backlog [--events N]</c>.
/// </summary>
internal static class BacklogRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        var events = args.Option("--events", 10_000_000);
        var directory = Directory.CreateTempSubdirectory("analytics-backlog-").FullName;
        try
        {
            using var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System);
            await AggregateAsync(data, events);
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(
                $"aggregated; peak working set {process.PeakWorkingSet64 / 1048576} MB, now {process.WorkingSet64 / 1048576} MB"
            );
            using var rounds = new RollupRounds(data.Tables, data.Log.PartitionCount, TimeProvider.System, new());
            var time = new CpuTime();
            var rows = 0;
            await time.AddAsync(async () => rows = await rounds.RunHoursAsync(default));
            process.Refresh();
            Console.WriteLine(
                $"rolled up {rows} hours: {events / time.Wall.TotalSeconds:N0} events/s, "
                    + $"peak working set {process.PeakWorkingSet64 / 1048576} MB"
            );
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task AggregateAsync(DataDirectory data, int events)
    {
        const int Partition = 0;
        var aggregator = new PartitionAggregator(
            Partition,
            data.Log,
            data.Tables,
            new RollingStatistics(TimeProvider.System),
            new AggregationOptions()
        );
        await aggregator.StartAsync(default);
        var sequenceNumber = 0L;
        foreach (var batch in new ShopTraffic(days: 30, events, seed: 1).Messages(2_500).Chunk(16))
        {
            await aggregator.ProcessAsync(
                [.. batch.Select(message => new LogRecord(Partition, ++sequenceNumber, TimeProvider.System.GetUtcNow(), message))],
                default
            );
        }
    }
}
