using Analytics.Benchmarks.Scale;
using Analytics.Core.Aggregation;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Floods;

/// <summary>
/// Queries all at once beside events at a fixed rate, at a public site with a month of events, against the server in a process of its own.
/// <c>flood [--events N] [--rate N] [--clients N] [--seconds N] [--key yes]</c>; with seconds, each client asks again as soon as it is
/// answered.
/// </summary>
internal static class FloodRun
{
    private const int QuietSeconds = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var events = args.Option("--events", 2_000_000);
        var directory = Path.Combine(Path.GetTempPath(), $"analytics-flood-{events}");
        if (!Directory.Exists(directory))
        {
            await FillAsync(directory, events);
        }

        using var server = await FloodedServer.StartAsync(directory);
        using var stop = new CancellationTokenSource();
        var stream = new EventStream(server.Url, args.Option("--rate", 1000));
        var sending = stream.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(QuietSeconds));
        Console.WriteLine($"memory before: {server.Memory().Now} MB");
        var flooding = System.Diagnostics.Stopwatch.StartNew();
        await new QueryFlood(server.Url, args.Option("--key") is null ? null : FloodedServer.AdminKey).RunAsync(
            args.Option("--clients", 400),
            TimeSpan.FromSeconds(args.Option("--seconds", 0))
        );
        var end = QuietSeconds + flooding.Elapsed.TotalSeconds;
        Console.WriteLine($"memory after: {server.Memory().Now} MB, at most {server.Memory().Peak} MB");
        await Task.Delay(TimeSpan.FromSeconds(QuietSeconds));
        await stop.CancelAsync();
        await sending;
        stream.Report("before the flood", 1, QuietSeconds);
        stream.Report("during the flood", QuietSeconds, end);
        stream.Report("after the flood", end, double.MaxValue);
        return 0;
    }

    private static async Task FillAsync(string directory, int events)
    {
        using var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System);
        await new SiteRegistry(data.Tables, TimeProvider.System).CreateAsync(
            new Site(ShopTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch, IsPublic: true),
            default
        );
        var partition = Partitioner.PartitionOf(Partitioner.SiteHash(ShopTraffic.Site), data.Log.PartitionCount);
        var aggregator = new PartitionAggregator(partition, data.Log, data.Tables, new RollingStatistics(TimeProvider.System), new());
        await aggregator.StartAsync(default);
        foreach (var chunk in new ShopTraffic(30, events, 1).Messages(2_500).Chunk(16))
        {
            foreach (var message in chunk)
            {
                await data.Log.AppendAsync(partition, [message], default);
            }

            await aggregator.ProcessAsync(
                await data.Log.ReadAsync(partition, aggregator.SequenceNumber!.Value, int.MaxValue, default),
                default
            );
        }

        using var rounds = new RollupRounds(data.Tables, data.Log.PartitionCount, TimeProvider.System, new());
        await rounds.RunAsync(openHoursToo: true, default);
    }
}
