using System.Buffers;
using System.Text;
using Analytics.Core.Aggregation;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Testing.Oracles;
using Analytics.Testing.Time;

namespace Analytics.Testing.Drivers;

/// <summary>The way of an event from the log to a scan, over in-memory drivers, each step taken when the test says so.</summary>
public sealed class Pipeline
{
    /// <summary>Every hour has a row of its own, however few events there are, and keeps it.</summary>
    public static readonly RollupOptions ByHours = new() { SmallDayEvents = 0, KeepHours = TimeSpan.FromDays(3650) };

    private readonly PartitionAggregator?[] _aggregators;
    private RollupOptions _options;

    public Pipeline(DateTimeOffset now, int partitions = 2, RollupOptions? options = null)
    {
        Clock = new(now);
        Log = new(partitions, Clock);
        _aggregators = new PartitionAggregator?[partitions];
        _options = options ?? ByHours;
        Statistics = new(Clock);
        Sites = new();
    }

    public FakeTimeProvider Clock { get; }

    public InMemoryEventLog Log { get; }

    public InMemoryTableStore Tables { get; } = new();

    public RollingStatistics Statistics { get; }

    public FixedSites Sites { get; }

    public RollupScanner Scanner => SmallScanner.Of(Tables, Sites, Log.PartitionCount);

    /// <summary>Appends one message with the events, each to its visitor's partition.</summary>
    public async Task SendAsync(IReadOnlyList<NaiveEvent> events)
    {
        foreach (var partition in events.GroupBy(e => Partitioner.PartitionOf(Partitioner.SiteHash(e.Site), Log.PartitionCount)))
        {
            var writer = new EventSegmentWriter();
            foreach (var e in partition)
            {
                Write(writer, e);
            }

            await AppendAsync(partition.Key, writer);
        }
    }

    public async Task AppendAsync(int partition, EventSegmentWriter writer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        await Log.AppendAsync(partition, EventMessage.Encode(buffer.WrittenSpan), CancellationToken.None);
    }

    /// <summary>Aggregates everything in the log, at most so many messages a batch.</summary>
    public async Task AggregateAsync(int batch = int.MaxValue)
    {
        for (var partition = 0; partition < _aggregators.Length; partition++)
        {
            var aggregator = _aggregators[partition] ??= await StartAsync(partition);
            var records = await Log.ReadAsync(partition, aggregator.SequenceNumber!.Value, int.MaxValue, CancellationToken.None);
            foreach (var chunk in records.Chunk(Math.Min(batch, Math.Max(1, records.Count))))
            {
                await aggregator.ProcessAsync(chunk, CancellationToken.None);
            }
        }
    }

    public async Task<PartitionAggregator> StartAsync(int partition, AggregationOptions? options = null)
    {
        var aggregator = new PartitionAggregator(partition, Log, Tables, Statistics, options ?? new());
        await aggregator.StartAsync(CancellationToken.None);
        return aggregator;
    }

    /// <summary>Goes on with other options.</summary>
    public Pipeline With(RollupOptions options)
    {
        _options = options;
        return this;
    }

    /// <summary>Forgets all memory, as a crash does.</summary>
    public void Crash() => Array.Clear(_aggregators);

    public Task<int> RollUpAsync(bool openHoursToo = false) =>
        new HourRollups(Tables, Log.PartitionCount, Clock, _options).RunAsync(openHoursToo, null, CancellationToken.None);

    public Task<int> BuildStaleAsync() => new StaleRollups(Tables, Clock, _options).RunAsync(CancellationToken.None);

    public Task<int> RemoveOldHoursAsync() => new OldHours(Tables, Clock, _options).RunAsync(CancellationToken.None);

    public Task<int> PruneAsync() =>
        new LivePruning(Tables, Log.PartitionCount, Clock, _options.KeepLive).RunAsync(CancellationToken.None);

    /// <summary>Events of a site from a day before a time to a day after it, as queries count them.</summary>
    public async Task<double> EventsAsync(string site, DateTimeOffset around)
    {
        var from = around.AddDays(-1).ToUnixTimeSeconds();
        var result = await Scanner.ScanAsync(
            new(site, from, from + 172_800, [from], false, [], null, ScanNeeds.Events),
            CancellationToken.None
        );
        return result.Groups.Sum(group => group[ScanCounter.Events]);
    }

    /// <summary>The rows of a stored period, segment by segment.</summary>
    public async Task<IReadOnlyList<Rollup>> RowsAsync(string site, RollupPeriod period)
    {
        var table = new RollupTable(Tables);
        var stored = (await table.ReadAsync(site, period, CancellationToken.None))!.Value;
        return [.. (await table.PartOf(site, stored).LoadAsync(VisitorRange.All, CancellationToken.None)).Cast<Rollup>()];
    }

    public static void Write(EventSegmentWriter writer, NaiveEvent e, string? id = null, ulong previousVisitor = 0, bool hasTime = true)
    {
        var flags =
            (hasTime ? EventFlags.ClientTimestamp : EventFlags.None) | (e.Interactive ? EventFlags.None : EventFlags.NonInteractive);
        writer.BeginEvent(e.Second * 1000, e.Visitor, previousVisitor, flags);
        writer.Set(EventField.Site, Encoding.UTF8.GetBytes(e.Site));
        writer.Set(EventField.Name, Encoding.UTF8.GetBytes(e.Name));
        writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{e.Hostname}{e.Page}"));
        if (id is not null)
        {
            writer.Set(EventField.Id, Encoding.UTF8.GetBytes(id));
        }

        if (e is { IsEngagement: true, ScrollDepth: { } depth })
        {
            writer.SetScrollDepth(depth);
        }

        if (e is { IsEngagement: true, EngagedFor: { } time })
        {
            writer.SetEngagementTime(time);
        }

        if (e.Value is { } number)
        {
            writer.SetValue(number);
        }

        if (e.Currency is not null)
        {
            writer.SetRevenue(Encoding.UTF8.GetBytes(e.Currency), (long)(e.Amount * 1_000_000m));
        }

        foreach (var (key, value) in e.Props ?? new Dictionary<string, string>())
        {
            writer.AddProperty(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        }

        for (var dimension = 0; dimension < RollupDraft.Dimensions; dimension++)
        {
            var value = e.Visit?.GetValueOrDefault((VisitDimension)dimension) ?? string.Empty;
            writer.AddOverride(dimension, Encoding.UTF8.GetBytes(value));
        }

        writer.EndEvent();
    }
}
