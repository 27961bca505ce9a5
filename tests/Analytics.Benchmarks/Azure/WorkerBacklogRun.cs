using System.Diagnostics;
using Analytics.Azure.Aggregation;
using Analytics.Benchmarks.Scale;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Benchmarks.Azure;

/// <summary>
/// A worker's share of a backlog on Azure: every partition delivers a batch of full messages at once, again and again. Run it under a cap,
/// such as <c>DOTNET_GCHeapHardLimit=0x30000000</c>. <c>azure-backlog [--partitions N] [--batch N] [--rounds N] [--unbounded 1]</c>.
/// </summary>
internal static class WorkerBacklogRun
{
    /// <summary>Events of which the collector makes a message of 85 KB.</summary>
    private const int EventsPerMessage = 6_600;

    public static async Task<int> RunAsync(string[] args)
    {
        var partitions = args.Option("--partitions", 32);
        var batch = args.Option("--batch", 64);
        var rounds = args.Option("--rounds", 4);
        var isUnbounded = args.Option("--unbounded", 0) == 1;
        var message = new ShopTraffic(days: 1, EventsPerMessage, seed: 1).Messages(EventsPerMessage).First();
        Console.WriteLine(
            $"{partitions} partitions, batches of {batch} messages of {message.Length / 1024} KB: "
                + $"{(long)partitions * batch * message.Length / 1048576} MB delivered at once; "
                + $"heap limit {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1048576} MB"
        );

        // Every partition its own bound, or one for all as in the worker.
        var bounds = isUnbounded ? new AggregationOptions() : AggregatorBounds.For(partitions);
        var log = new NoGaps(partitions);
        var workers = Enumerable
            .Range(0, isUnbounded ? partitions : 1)
            .Select(_ => new PartitionAggregators(
                log,
                new ForgetfulTables(),
                new RollingStatistics(TimeProvider.System),
                bounds,
                new RollupDemand(new ForgetfulTables(), TimeProvider.System),
                TimeProvider.System,
                NullLogger<PartitionAggregators>.Instance
            ))
            .ToList();
        var clock = Stopwatch.StartNew();
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < rounds; round++)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, partitions)
                    .Select(partition =>
                        Task.Run(() =>
                        {
                            var first = (round * (long)batch) + 1;
                            LogRecord[] records =
                            [
                                .. Enumerable
                                    .Range(0, batch)
                                    .Select(i => new LogRecord(partition, first + i, DateTimeOffset.UnixEpoch, message.ToArray())),
                            ];
                            return workers[partition % workers.Count].ProcessAsync(partition, records, CancellationToken.None);
                        })
                    )
            );
            process.Refresh();
            Console.WriteLine(
                $"round {round + 1}: {(round + 1L) * partitions * batch * EventsPerMessage / clock.Elapsed.TotalSeconds:N0} events/s, "
                    + $"peak working set {process.PeakWorkingSet64 / 1048576} MB"
            );
        }

        workers.ForEach(static worker => worker.Dispose());
        return 0;
    }

    /// <summary>A log that is never asked, as the batches have no gaps.</summary>
    private sealed class NoGaps(int partitions) : IEventLog
    {
        public int PartitionCount => partitions;

        public ValueTask AppendAsync(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
            int partition,
            long afterSequenceNumber,
            int maxBytes,
            CancellationToken cancellationToken
        ) => ValueTask.FromResult<IReadOnlyList<LogRecord>>([]);

        public ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken) => ValueTask.FromResult(0L);
    }
}
