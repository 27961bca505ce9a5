using System.Diagnostics;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// One site with many events: aggregation and roll-up speed, bytes at rest, and query latency, on the embedded host's own storage.
/// <c>scale [--events N] [--data DIR]</c>; with a directory that holds the data already only the queries are measured.
/// </summary>
internal static class ScaleRun
{
    private const int Days = 30;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(ShopTraffic.Start + (31 * 86_400) + 3600);

    public static async Task<int> RunAsync(string[] args)
    {
        var events = args.Option("--events", 10_000_000);
        var directory = args.Option("--data") ?? Path.Combine(Path.GetTempPath(), $"analytics-scale-{events}");
        var isNew = !Directory.Exists(directory);
        using var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System);
        var clock = new StandingClock(Now);
        var sites = new SiteRegistry(data.Tables, TimeProvider.System);
        if (isNew)
        {
            await sites.CreateAsync(new Site(ShopTraffic.Site, "Etc/UTC", Now), default);
            await FillAsync(data, clock, events);
        }

        await ReportSizesAsync(data.Tables);
        var scanner = new RollupScanner(data.Tables, sites, data.Log.PartitionCount);
        await QueryLatencies.MeasureAsync(new QueryEngine(scanner, clock), (await sites.FindAsync(ShopTraffic.Site, default))!.Site);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"peak working set {process.PeakWorkingSet64 / 1048576} MB, now {process.WorkingSet64 / 1048576} MB");
        return 0;
    }

    private static async Task FillAsync(DataDirectory data, TimeProvider clock, int events)
    {
        var partition = Partitioner.PartitionOf(Partitioner.SiteHash(ShopTraffic.Site), data.Log.PartitionCount);
        var aggregator = new PartitionAggregator(partition, data.Log, data.Tables, new RollingStatistics(clock), new());
        await aggregator.StartAsync(default);
        var hours = new HourRollups(data.Tables, data.Log.PartitionCount, clock, new());
        var (aggregating, rolling) = (new CpuTime(), new CpuTime());
        var batch = new List<LogRecord>();
        long sequence = 0;
        long written = 0;
        foreach (var message in new ShopTraffic(Days, events, 1).Messages(2_500))
        {
            batch.Add(new(partition, ++sequence, Now, message));
            if (batch.Count == 16)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();
        await rolling.AddAsync(() => hours.RunAsync(true, null, default));
        Console.WriteLine(
            $"aggregated {events:N0} events: {events / aggregating.Wall.TotalSeconds:N0}/s, "
                + $"{events / aggregating.Cpu.TotalSeconds:N0} per CPU second; "
                + $"live {(double)aggregator.LiveBytes / events:F1} bytes/event"
        );
        Console.WriteLine(
            $"rolled up to hours: {events / rolling.Wall.TotalSeconds:N0}/s, {events / rolling.Cpu.TotalSeconds:N0} per CPU second"
        );
        var stale = new CpuTime();
        await stale.AddAsync(() => new StaleRollups(data.Tables, clock, new()).RunAsync(default));
        Console.WriteLine($"built days and months: {events / stale.Wall.TotalSeconds:N0}/s");
        var tomorrow = new StandingClock(Now.AddDays(1));
        await new LivePruning(data.Tables, data.Log.PartitionCount, tomorrow, new RollupOptions().KeepLive).RunAsync(default);

        async Task FlushAsync()
        {
            var records = batch.ToArray();
            batch.Clear();
            await aggregating.AddAsync(() => aggregator.ProcessAsync(records, default));
            if (aggregator.LiveBytes - written > 64 * 1024 * 1024)
            {
                written = aggregator.LiveBytes;
                await rolling.AddAsync(() => hours.RunAsync(true, null, default));
            }
        }
    }

    private static async Task ReportSizesAsync(ITableStore tables)
    {
        long all = 0;
        long events = 0;
        foreach (var (tier, prefix) in ((RollupTier, string)[])[(RollupTier.Hour, "h"), (RollupTier.Day, "d"), (RollupTier.Month, "m")])
        {
            long bytes = 0;
            long kept = 0;
            var smallest = 1.0;
            await foreach (
                var row in tables.ReadRangeAsync(TableNames.Rollups, ShopTraffic.Site, prefix + "|", prefix + "}", false, default)
            )
            {
                var rollup = Core.Periods.Encoding.RollupDecoder.Decode(row.Head, row.Body);
                bytes += row.Head.Length + row.Body.Length;
                kept += rollup.EventCount;
                smallest = Math.Min(smallest, rollup.SampledFraction);
            }

            events = Math.Max(events, kept);
            all += bytes;
            Console.WriteLine(
                $"{tier}: {bytes:N0} bytes, {kept:N0} events kept (least sample {smallest:F3}), "
                    + $"{(double)bytes / Math.Max(1, kept):F2} bytes per event kept"
            );
        }

        Console.WriteLine($"all tiers: {(double)all / Math.Max(1, events):F2} bytes per event");
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
