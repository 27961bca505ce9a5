using System.Diagnostics;
using System.Globalization;
using Analytics.Benchmarks.Scale;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Floods;

/// <summary>
/// Starts a server again and again on a log of some events, and kills it each time: the time until it listens, until its first answer and
/// until an answer has all that it has in the end. <c>restart [--events N] [--rounds N] [--server FILE]</c>; the first start has the whole
/// log to aggregate.
/// </summary>
internal static class RestartRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var events = args.Option("--events", 1_000_000);
        var program = args.Option("--server");
        var directory = Path.Combine(Path.GetTempPath(), $"analytics-restart-{Guid.NewGuid():n}");
        try
        {
            await FillAsync(directory, events);
            Console.WriteLine($"{events:N0} events in the log, {Environment.ProcessorCount} processors, load {Load()}");
            var expected = await ReportAsync("nothing aggregated", directory, program, null);
            for (var round = 0; round < args.Option("--rounds", 5); round++)
            {
                await ReportAsync("after SIGKILL", directory, program, expected);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    /// <summary>Starts the server, reports how long it takes, and kills it.</summary>
    /// <param name="name">The name of the start.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="program">A published program; null for the one that was built with the benchmarks.</param>
    /// <param name="expected">The right answer; null to take the one that is given once no message waits.</param>
    /// <returns>The right answer.</returns>
    private static async Task<long> ReportAsync(string name, string directory, string? program, long? expected)
    {
        var watch = Stopwatch.StartNew();
        using var server = await FloodedServer.StartAsync(directory, program);
        var listening = watch.Elapsed;
        using var client = FloodClient.Create(server.Url, Patience);
        TimeSpan? answered = null;
        var (counted, right) = (-1L, TimeSpan.Zero);
        for (; ; await Task.Delay(Pause))
        {
            // The server measures what waits every ten seconds; by then the right answer has been given for a while.
            var isDone = expected is null && await server.WaitingAsync(client) == 0;
            var count = await FloodClient.CountAsync(client, ShopTraffic.Site);
            answered ??= watch.Elapsed;
            if (count != counted)
            {
                (counted, right) = (count, watch.Elapsed);
            }

            if (isDone || counted == expected)
            {
                break;
            }

            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException($"{counted:N0} events of {expected:N0} were counted within {Patience.TotalMinutes} minutes.");
            }
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -20} listening {listening.TotalSeconds:F2} s, answer {answered!.Value.TotalSeconds:F2} s, "
                    + $"right answer {right.TotalSeconds:F2} s, processor {server.ProcessorTime().TotalSeconds:F2} s, "
                    + $"memory at most {server.Memory().Peak} MB, load {Load()}"
            )
        );
        return counted;
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static async Task FillAsync(string directory, int events)
    {
        using var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System);
        await new SiteRegistry(data.Tables, TimeProvider.System).CreateAsync(
            new Site(ShopTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            default
        );
        var partition = Partitioner.PartitionOf(Partitioner.SiteHash(ShopTraffic.Site), data.Log.PartitionCount);
        foreach (var message in new ShopTraffic(30, events, 1).Messages(2_500))
        {
            await data.Log.AppendAsync(partition, [message], default);
        }
    }
}
