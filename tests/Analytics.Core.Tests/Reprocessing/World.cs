using System.Buffers;
using System.Globalization;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Erasures;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Reprocessing;

/// <summary>
/// A log with tables behind it and everything that fills them. Two worlds may share a log, one of them with a wrong logic.
/// </summary>
internal sealed class World : IDisposable
{
    public static readonly RollupLogic Wrong = new(300, Rollup.CurrentLogicVersion);

    private readonly PartitionAggregator?[] _aggregators;
    private readonly AggregationOptions _aggregation;
    private readonly RollupOptions _rollups;
    private readonly RollingStatistics _statistics;

    public World(
        FakeTimeProvider clock,
        InMemoryEventLog log,
        InMemoryTableStore tables,
        RollupLogic? logic = null,
        RollupOptions? rollups = null,
        AggregationOptions? aggregation = null
    )
    {
        Clock = clock;
        Log = log;
        Tables = tables;
        _aggregators = new PartitionAggregator?[log.PartitionCount];
        _aggregation = (aggregation ?? new()) with { Logic = logic ?? RollupLogic.Current };
        _rollups = (rollups ?? Pipeline.ByHours) with { Logic = logic ?? RollupLogic.Current };
        _statistics = new(clock);
        Rounds = new(tables, log.PartitionCount, clock, _rollups);
        Sites = new(tables, clock);
        Jobs = new(tables, clock);
    }

    public FakeTimeProvider Clock { get; }

    public InMemoryEventLog Log { get; }

    public InMemoryTableStore Tables { get; }

    public RollupRounds Rounds { get; }

    public SiteRegistry Sites { get; }

    public JobTable Jobs { get; }

    public RollupScanner Scanner => new(Tables, new FixedSites(), Log.PartitionCount) { EventsOfWave = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task SendAsync(InMemoryEventLog log, IEnumerable<(NaiveEvent Event, string? Id)> events, bool hasTime = true)
    {
        foreach (var partition in events.GroupBy(e => Partitioner.PartitionOf(Partitioner.SiteHash(e.Event.Site), log.PartitionCount)))
        {
            var writer = new EventSegmentWriter();
            foreach (var (e, id) in partition)
            {
                Pipeline.Write(writer, e, id, hasTime: hasTime);
            }

            var buffer = new ArrayBufferWriter<byte>();
            writer.CopyTo(buffer);
            await log.AppendAsync(partition.Key, EventMessage.Encode(buffer.WrittenSpan), Token);
        }
    }

    /// <summary>Aggregates everything in the log, at most so many messages a batch.</summary>
    public async Task AggregateAsync(int batch = 7)
    {
        for (var partition = 0; partition < _aggregators.Length; partition++)
        {
            if (_aggregators[partition] is null)
            {
                _aggregators[partition] = new(partition, Log, Tables, _statistics, _aggregation);
                await _aggregators[partition]!.StartAsync(Token);
            }

            var aggregator = _aggregators[partition]!;
            var records = await Log.ReadAsync(partition, aggregator.SequenceNumber!.Value, int.MaxValue, Token);
            foreach (var chunk in records.Chunk(batch))
            {
                await aggregator.ProcessAsync(chunk, Token);
            }
        }
    }

    public Task RollUpAsync(bool openHoursToo = false) => Rounds.RunAsync(openHoursToo, Token);

    public Reprocessor Reprocessor(ReprocessOptions? options = null, IEventArchive? archive = null) =>
        new(Tables, archive ?? new EventLogArchive(Log), Sites, Rounds, _aggregation, _rollups, options ?? new(), Clock);

    /// <summary>The averages of this world's aggregators.</summary>
    public RollingStatistics Statistics => _statistics;

    public Eraser Eraser(ITableStore? tables = null, IArchiveEraser? archive = null) =>
        new(
            tables ?? Tables,
            Log,
            archive ?? Log,
            new(tables ?? Tables, Clock),
            new(tables ?? Tables, Clock, bytes => new Random(1).NextBytes(bytes)),
            _statistics,
            Reprocessor(),
            Rounds,
            Jobs,
            new(tables ?? Tables, Clock),
            _rollups,
            new() { Settle = TimeSpan.Zero },
            Clock
        );

    /// <summary>Runs an erasure to its end.</summary>
    public async Task<JobProgress> EraseAsync(ErasureKind kind, string site, DateTimeOffset from, DateTimeOffset to, ulong? visitor = null)
    {
        var job = await Jobs.CreateAsync(
            new(Core.Erasures.Eraser.Kind, from, to, [site], DryRun: false)
            {
                Erases = kind,
                Visitors = visitor?.ToString("x16", CultureInfo.InvariantCulture),
            },
            Token
        );
        using var signal = new JobSignal();
        Assert.True(await new JobRunner(Jobs, [Eraser()], signal, Clock).RunNextAsync(Token));
        var ended = (await Jobs.FindAsync(job.Id, Token))!;
        Assert.Equal((JobState.Completed, null, null), (ended.State, ended.Error, ended.Visitors));
        return (await Jobs.ProgressAsync(job.Id, Token))!;
    }

    /// <summary>Runs a job to its end.</summary>
    public async Task<(Job Job, JobProgress Progress)> ReprocessAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        bool dryRun = false,
        IReadOnlyList<string>? sites = null,
        ReprocessOptions? options = null
    )
    {
        var job = await Jobs.CreateAsync(new(Core.Reprocessing.Reprocessor.Kind, from, to, sites, dryRun), Token);
        using var signal = new JobSignal();
        Assert.True(await new JobRunner(Jobs, [Reprocessor(options)], signal, Clock).RunNextAsync(Token));
        return ((await Jobs.FindAsync(job.Id, Token))!, (await Jobs.ProgressAsync(job.Id, Token))!);
    }

    public async Task<IReadOnlyList<DayDifference>> ReportAsync(string job) =>
        (await new DifferenceTable(Tables).ReadAsync(job, null, DifferenceTable.MaxPage, Token)).Differences;

    /// <summary>All rollups of a site by row key, without what they include.</summary>
    public async Task<SortedDictionary<string, string>> RowsAsync(string site)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var encoder = new RollupEncoder();
        await foreach (var row in Tables.ReadRangeAsync(TableNames.Rollups, site, string.Empty, "n", headsOnly: false, Token))
        {
            var encoded = encoder.Encode(RollupDecoder.Decode(row.Head, row.Body).With(Inclusion.None), compress: true);
            rows[row.RowKey] = Convert.ToHexString(encoded.Head.Span) + Convert.ToHexString(row.Body.Span);
        }

        return rows;
    }

    /// <summary>Returns the number of rows of a table in a partition.</summary>
    public async Task<int> CountAsync(string table, string partitionKey)
    {
        var count = 0;
        await foreach (var _ in Tables.ReadRangeAsync(table, partitionKey, string.Empty, null, headsOnly: true, Token))
        {
            count++;
        }

        return count;
    }

    public async Task<ScanGroup> ScanAsync(RollupScanner scanner, string site, DateTimeOffset from, DateTimeOffset to)
    {
        var start = from.ToUnixTimeSeconds();
        var result = await scanner.ScanAsync(
            new(
                site,
                start,
                to.ToUnixTimeSeconds(),
                [start],
                false,
                [],
                null,
                ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics
            ),
            Token
        );
        return result.Groups.SingleOrDefault() ?? new() { Bucket = 0, Values = [] };
    }

    public void Dispose() => Rounds.Dispose();
}
