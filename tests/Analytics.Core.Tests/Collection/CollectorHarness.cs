using System.Text;
using Analytics.Core.Agents;
using Analytics.Core.Collection;
using Analytics.Core.Hashing;
using Analytics.Core.Partitioning;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Collection;

/// <summary>A collector with everything behind it in memory, and one site <c>example.com</c>.</summary>
public sealed class CollectorHarness : IDisposable
{
    public const string Chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    public CollectorHarness(int partitionCount = 4)
    {
        Log = new InMemoryEventLog(partitionCount, Clock);
        Salts = new DailySalts(new TableSaltStore(Tables, SeededFill(7)), Clock);
        Publisher = new SegmentPublisher(Log, new Diversions(Log, Tables, Clock), new SegmentPublisherOptions(), Clock);
        Collector = new Collector(Sites, Salts, new AgentCatalog(), Publisher);
        Sites.Add("example.com");
    }

    public FakeTimeProvider Clock { get; } = new();

    public InMemoryTableStore Tables { get; } = new();

    public InMemorySiteDirectory Sites { get; } = new();

    public InMemoryEventLog Log { get; }

    public DailySalts Salts { get; }

    public SegmentPublisher Publisher { get; }

    public Collector Collector { get; private set; }

    internal VisitorShares Shares
    {
        set => Collector = new Collector(Sites, Salts, new AgentCatalog(), Publisher) { Shares = value };
    }

    internal ReadingTurns Turns
    {
        set => Collector = new Collector(Sites, Salts, new AgentCatalog(), Publisher, turns: value);
    }

    /// <summary>Everything in the log, events and traffic.</summary>
    public List<DecodedEvent> Rows => SegmentDecoder.Decode(Log.AllRecords());

    public List<DecodedEvent> Events => [.. Rows.Where(row => !row.IsTraffic)];

    public List<DecodedEvent> Traffic => [.. Rows.Where(row => row.IsTraffic)];

    public static RandomFill SeededFill(int seed)
    {
        var random = new Random(seed);
        return random.NextBytes;
    }

    public CollectionContext Context(string userAgent = Chrome, string address = "203.0.113.9", bool isImport = false) =>
        CollectionContext.Create(Clock.Now, address, userAgent, "EE", "EE-37", "Tallinn", isImport);

    public async Task<CollectionReceipt> One(string json, CollectionContext? context = null) =>
        await Collector.CollectOneAsync(Encoding.UTF8.GetBytes(json), context ?? Context(), TestContext.Current.CancellationToken);

    public async Task<CollectionReceipt> Batch(string json, CollectionContext? context = null) =>
        await Collector.CollectBatchAsync(Encoding.UTF8.GetBytes(json), context ?? Context(), TestContext.Current.CancellationToken);

    public void Dispose() => Salts.Dispose();
}
