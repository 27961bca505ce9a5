using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// A day of many sites with few events each, on the embedded host's own storage: processor time of aggregation and of rolling up, and
/// bytes at rest. Everything is rolled up after the day, or (<c>--hourly</c>) after each hour.
/// <c>small-sites [--sites N] [--events N, a site] [--hourly 1] [--data DIR, which is kept]</c>.
/// </summary>
internal static class SmallSitesRun
{
    private const int Hours = 24;
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(ShopTraffic.Start);

    public static async Task<int> RunAsync(string[] args)
    {
        var (sites, events) = (args.Option("--sites", 20_000), args.Option("--events", 48));
        var directory = args.Option("--data") ?? Directory.CreateTempSubdirectory("analytics-small-sites-").FullName;
        try
        {
            using (var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System))
            {
                await RunAsync(data, sites, events, args.Option("--hourly", 0) == 1);
            }

            return await SizesRun.RunAsync(["--data", directory, "--events", $"{sites * events}"]);
        }
        finally
        {
            if (args.Option("--data") is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static async Task RunAsync(DataDirectory data, int sites, int events, bool hourly)
    {
        var messages = Enumerable
            .Range(0, sites)
            .Select(i => new ShopTraffic(days: 1, events, seed: i, $"shop-{i}.example").Messages(Math.Max(1, events / Hours)).ToList())
            .ToList();
        var clock = new SetClock(Start);
        var aggregators = new PartitionAggregator[data.Log.PartitionCount];
        for (var partition = 0; partition < aggregators.Length; partition++)
        {
            aggregators[partition] = new(partition, data.Log, data.Tables, new RollingStatistics(clock), new AggregationOptions());
            await aggregators[partition].StartAsync(default);
        }

        using var rounds = new RollupRounds(data.Tables, data.Log.PartitionCount, clock, new());
        var (aggregating, hours, longer, old) = (new CpuTime(), new CpuTime(), new CpuTime(), new CpuTime());
        var last = messages.Max(ofSite => ofSite.Count);
        for (var number = 0; number < last; number++)
        {
            clock.Now = Start.AddHours(Hours * (number + 1.0) / last);
            await aggregating.AddAsync(() => AggregateAsync(messages, number, aggregators, clock));
            if (hourly)
            {
                clock.Now += TimeSpan.FromMinutes(5);
                await hours.AddAsync(() => rounds.RunHoursAsync(default));
            }
        }

        clock.Now = Start.AddDays(40);
        await hours.AddAsync(() => rounds.RunHoursAsync(default));
        await longer.AddAsync(() => rounds.RunLongerAsync(default));

        // Hours of larger days go after 72 hours, and their segments 10 minutes later.
        clock.Now += TimeSpan.FromHours(73);
        await old.AddAsync(() => rounds.RunLongerAsync(default));
        clock.Now += TimeSpan.FromMinutes(11);
        await old.AddAsync(() => rounds.RunLongerAsync(default));
        await rounds.PruneAsync(default);
        Print("aggregated", aggregating, sites * events);
        Print("hours", hours, sites * events);
        Print("days and months", longer, sites * events);
        Print("removing old hours", old, sites * events);
    }

    private static async Task AggregateAsync(
        List<List<byte[]>> messages,
        int number,
        PartitionAggregator[] aggregators,
        TimeProvider clock
    )
    {
        var batches = aggregators.Select(_ => new List<LogRecord>()).ToArray();
        var next = Array.ConvertAll(aggregators, aggregator => aggregator.SequenceNumber!.Value);
        for (var site = 0; site < messages.Count; site++)
        {
            if (number < messages[site].Count)
            {
                var partition = Partitioner.PartitionOf(Partitioner.SiteHash($"shop-{site}.example"), aggregators.Length);
                batches[partition].Add(new(partition, ++next[partition], clock.GetUtcNow(), messages[site][number]));
            }
        }

        foreach (var (batch, aggregator) in batches.Zip(aggregators))
        {
            foreach (var some in batch.Chunk(500))
            {
                await aggregator.ProcessAsync(some, default);
            }
        }
    }

    private static void Print(string name, CpuTime time, int events) =>
        Console.WriteLine(
            $"{name}: {time.Cpu.TotalMicroseconds / events:F1} µs of processor time an event, {time.Wall.TotalSeconds:F1} s"
        );

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
