using System.Globalization;
using Analytics.Core.Agents;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;
using Analytics.Core.Visitors;
using Analytics.Local.Loading;
using Analytics.Testing.Drivers;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// Collecting alone, without HTTP and without a disk: batches of generated traffic from bytes to compressed messages, one after the other.
/// Arguments: <c>--rounds</c> (30), <c>--batches</c> (20).
/// </summary>
internal static class CollectRun
{
    private const int BatchEvents = 2_500;

    public static async Task<int> RunAsync(string[] args)
    {
        var (rounds, count) = (args.Option("--rounds", 30), args.Option("--batches", 20));
        string[] domains = [.. Enumerable.Range(0, 10).Select(i => $"site-{i}.example")];
        var tables = new InMemoryTableStore();
        var registry = new SiteRegistry(tables, TimeProvider.System);
        foreach (var domain in domains)
        {
            await registry.CreateAsync(new Site(domain, SiteTimeZone.Default, TimeProvider.System.GetUtcNow()), default);
        }

        using var salts = new DailySalts(
            new TableSaltStore(tables, System.Security.Cryptography.RandomNumberGenerator.Fill),
            TimeProvider.System
        );
        var log = new DiscardingLog();
        var publisher = new SegmentPublisher(
            log,
            new Diversions(log, tables, TimeProvider.System),
            new SegmentPublisherOptions(),
            TimeProvider.System
        );
        var collector = new Collector(registry, salts, new AgentCatalog(), publisher);
        var batches = Batches(domains, count);
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var time = new CpuTime();
            await time.AddAsync(() => SendAsync(collector, batches));
            times.Add(time.Cpu.TotalMicroseconds / (count * BatchEvents));
        }

        times.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{batches.Average(batch => batch.Length) / BatchEvents:F0} bytes an event; CPU time an event: "
                    + $"least {times[0]:F3} us, median {times[rounds / 2]:F3} us of {rounds} rounds"
            )
        );
        return 0;
    }

    private static async Task SendAsync(Collector collector, IReadOnlyList<byte[]> batches)
    {
        foreach (var batch in batches)
        {
            var context = CollectionContext.Create(
                TimeProvider.System.GetUtcNow(),
                "203.0.113.9",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                isImport: true
            );
            var receipt = await collector.CollectBatchAsync(batch, context, default);
            if (receipt.Accepted + receipt.Filtered != BatchEvents)
            {
                throw new InvalidOperationException(
                    $"{receipt.Accepted} of {BatchEvents} events were accepted: {receipt.Failure?.Message ?? receipt.Rejected[0].Message}"
                );
            }
        }
    }

    private static List<byte[]> Batches(string[] domains, int count)
    {
        var generator = new TrafficGenerator(domains, withDimensions: true, seed: 1);
        var buffer = new byte[BatchEvents * TrafficGenerator.MaxEventBytes];
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. Enumerable.Range(0, count).Select(_ => buffer.AsSpan(0, generator.Write(buffer, BatchEvents, now)).ToArray())];
    }

    /// <summary>A log that keeps nothing.</summary>
    private sealed class DiscardingLog : IEventLog
    {
        public int PartitionCount => 4;

        public ValueTask AppendAsync(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken) =>
            default;

        public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
            int partition,
            long afterSequenceNumber,
            int maxRecords,
            CancellationToken cancellationToken
        ) => ValueTask.FromResult<IReadOnlyList<LogRecord>>([]);

        public ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken) => ValueTask.FromResult(0L);
    }
}
