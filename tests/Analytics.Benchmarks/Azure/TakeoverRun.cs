using System.Diagnostics;
using Analytics.Benchmarks.Scale;
using Analytics.Testing.EventHubs;

namespace Analytics.Benchmarks.Azure;

/// <summary>
/// How long partitions stand still after the loss of an instance, by the settings of ownership: two processors of the client that the
/// Functions host uses, with an endpoint in memory, of which one stops renewing and processing without a word. <c>azure-takeover
/// [--interval S] [--expiry S] [--partitions N]</c>.
/// </summary>
internal static class TakeoverRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(string[] args)
    {
        var partitions = args.Option("--partitions", 32);
        var interval = TimeSpan.FromSeconds(args.Option("--interval", 10));
        var expiry = TimeSpan.FromSeconds(args.Option("--expiry", 30));
        using var hub = new EventHubEndpoint(partitions);
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(hub, stop.Token);
        var store = new OwnershipStore();
        var lost = new CountingProcessor(hub.ConnectionString, store, interval, expiry);
        var other = new CountingProcessor(hub.ConnectionString, store, interval, expiry);
        await lost.StartProcessingAsync();
        await other.StartProcessingAsync();
        while (lost.Partitions.Count + other.Partitions.Count < partitions || Math.Abs(lost.Partitions.Count - other.Partitions.Count) > 1)
        {
            lost.Forget();
            other.Forget();
            await Task.Delay(interval);
        }

        var orphans = lost.Partitions;
        other.Forget();
        lost.Lose();
        var clock = Stopwatch.StartNew();
        var first = TimeSpan.Zero;
        while (orphans.Except(other.Partitions).Any())
        {
            await Task.Delay(Poll);
            first = first == TimeSpan.Zero && orphans.Intersect(other.Partitions).Any() ? clock.Elapsed : first;
        }

        Console.WriteLine(
            $"balancing every {interval.TotalSeconds} s, expiry {expiry.TotalSeconds} s: "
                + $"of {orphans.Count} partitions the first went on after {first.TotalSeconds:F1} s, "
                + $"the last after {clock.Elapsed.TotalSeconds:F1} s; {store.Claims} claims were written in all"
        );
        await stop.CancelAsync();
        await sending;
        await other.StopProcessingAsync();
        return 0;
    }

    private static async Task SendAsync(EventHubEndpoint hub, CancellationToken stop)
    {
        var message = new Amqp.Message { BodySection = new Amqp.Framing.Data { Binary = [1] } }.Encode();
        byte[][] one = [message.Buffer.AsSpan(message.Offset, message.Length).ToArray()];
        while (!stop.IsCancellationRequested)
        {
            foreach (var partition in hub.Partitions)
            {
                partition.Append(one);
            }

            await Task.Delay(Poll, CancellationToken.None);
        }
    }
}
