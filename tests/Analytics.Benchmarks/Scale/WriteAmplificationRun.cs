using System.Globalization;
using Analytics.Core.Aggregation;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Local.Serving;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// How many bytes are written for each byte that is kept of a site: hours of its traffic in batches of 200 ms, folded and rolled up as the
/// server on one machine does it, then the day's end and the deletion of its hours. Time is the traffic's own.
/// <c>write-amplification [--rate EVENTS_PER_SECOND] [--hours HOURS_OF_THE_DAY]</c>; 1,158 events a second are 100 million a day.
/// </summary>
internal static class WriteAmplificationRun
{
    private const int BatchesPerSecond = 5;
    private const int FoldSeconds = 5;
    private const int Partitions = 16;

    public static async Task<int> RunAsync(string[] args)
    {
        var (rate, hours) = (args.Option("--rate", 1158), args.Option("--hours", 2));
        var directory = Directory.CreateTempSubdirectory("analytics-write-amplification-").FullName;
        try
        {
            using var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System);
            var tables = new CountingTables(data.Tables);
            var before = WrittenToDisk();
            var events = await PlayAsync(data, tables, rate, hours);
            Report(tables, events, WrittenToDisk() - before);
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <returns>The number of events.</returns>
    private static async Task<long> PlayAsync(DataDirectory data, CountingTables tables, int rate, int hours)
    {
        var clock = new MovedClock();
        var hash = Partitioner.SiteHash(ShopTraffic.Site);
        var partition = Partitioner.PartitionOf(hash, Partitions);
        await new SiteRegistry(tables, clock).CreateAsync(new(ShopTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch), default);
        var aggregator = new PartitionAggregator(partition, data.Log, tables, new RollingStatistics(clock), new AggregationOptions());
        await aggregator.StartAsync(default);
        using var rounds = new RollupRounds(tables, Partitions, clock, new());
        using var trigger = new RollupTrigger(clock);
        using var messages = new ShopTraffic(days: 1, rate * 86_400, seed: 1).Messages(rate / BatchesPerSecond).GetEnumerator();
        var (batches, live) = (0L, 0L);
        for (; batches < hours * 3600L * BatchesPerSecond && messages.MoveNext(); batches++)
        {
            clock.Now = DateTimeOffset.FromUnixTimeMilliseconds((ShopTraffic.Start * 1000) + ((batches + 1) * 1000 / BatchesPerSecond));
            await aggregator.ProcessAsync([new(partition, batches + 1, clock.Now, messages.Current)], default);
            trigger.Add(aggregator.LiveBytes - live);
            live = aggregator.LiveBytes;
            if (batches % (FoldSeconds * BatchesPerSecond) == 0)
            {
                await rounds.FoldAsync([Partitioner.BucketOf(hash)], default);
            }

            if (await trigger.WaitAsync(TimeSpan.Zero, default))
            {
                await rounds.RunAsync(openHoursToo: true, default);
            }
            else if (batches % (3600 * BatchesPerSecond) == 120 * BatchesPerSecond)
            {
                await rounds.RunAsync(openHoursToo: false, default);
            }
        }

        // The hour's end, the day's, that of the live rows, of the hours, and of their segments, which queries may still read.
        foreach (var later in new[] { hours, 24, 26, 98, 99 })
        {
            clock.Now = DateTimeOffset.FromUnixTimeSeconds(ShopTraffic.Start + 120 + (later * 3600));
            await rounds.RunAsync(openHoursToo: false, default);
        }

        return batches * (rate / BatchesPerSecond);
    }

    private static void Report(CountingTables tables, long events, long disk)
    {
        var kept = tables.Kept();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events:N0} events, bytes of an event:"));
        Console.WriteLine("| kind of row | written | kept |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var (kind, bytes) in tables.Written.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            Line(kind, bytes, kept.GetValueOrDefault(kind));
        }

        var (written, left) = (tables.Written.Values.Sum(), kept.Values.Sum());
        Line("altogether", written, left);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"written for each byte kept: {(double)written / left:F1}; on disk with SQLite's own: {(double)disk / left:F1}"
            )
        );

        void Line(string kind, long bytes, long rest) =>
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {kind} | {(double)bytes / events:F2} | {(double)rest / events:F2} |")
            );
    }

    /// <summary>The bytes that this process has had written to the disk; 0 where the system does not tell.</summary>
    private static long WrittenToDisk() =>
        File.Exists("/proc/self/io")
            ? File.ReadLines("/proc/self/io")
                .Where(line => line.StartsWith("write_bytes: ", StringComparison.Ordinal))
                .Select(line => long.Parse(line.AsSpan(13), CultureInfo.InvariantCulture))
                .First()
            : 0;
}
