using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.CountedDays;

/// <summary>A site whose days are counted, however few events they have.</summary>
internal sealed class CountedSite
{
    public const string Id = "site.example";

    /// <summary>The first second of the events, 2015-09-27T00:00:00Z.</summary>
    public const long Start = 1_443_312_000;

    private readonly FixedSites _sites;

    /// <param name="now">The time.</param>
    /// <param name="zone">The site's time zone.</param>
    /// <param name="segmentEvents">Events of a segment.</param>
    public CountedSite(DateTimeOffset now, string zone = "Etc/UTC", int segmentEvents = 65_536)
    {
        Pipeline = new(
            now,
            options: new()
            {
                RowEvents = 20,
                SegmentEvents = segmentEvents,
                MonthEvents = 0,
            }
        );
        (Zone, _sites, Reads) = (ZoneTimeline.Of(zone), new(zone), new(Pipeline.Tables));
        Scanner = NewScanner();
        Counter = new(Scanner, Reads, _sites, Pipeline.Clock, QuestionMemory.Unlimited);
    }

    public Pipeline Pipeline { get; }

    public ZoneTimeline Zone { get; }

    /// <summary>Counts what is read.</summary>
    public RowReads Reads { get; }

    public RollupScanner Scanner { get; }

    public DayCounter Counter { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The keys of the days that are counted.</summary>
    public IReadOnlyList<string> Counted =>
        [
            .. Pipeline
                .Tables.RowsOf(TableNames.Rollups)
                .Select(row => row.RowKey)
                .Where(key => key.StartsWith(CountedDayKeys.Prefix, StringComparison.Ordinal)),
        ];

    /// <summary>Number of notes of days to be counted.</summary>
    public int Notes =>
        Pipeline
            .Tables.RowsOf(TableNames.Control)
            .Count(row => row.PartitionKey.StartsWith(StaleNote.Count + "|", StringComparison.Ordinal));

    /// <summary>A scanner that remembers nothing yet.</summary>
    /// <param name="tables">The tables that it reads; null for those whose reads are counted.</param>
    /// <param name="zone">The site's time zone now; null if it has not changed.</param>
    public RollupScanner NewScanner(ITableStore? tables = null, string? zone = null) =>
        SmallScanner.Counting(tables ?? Reads, zone is null ? _sites : new(zone), Pipeline.Log.PartitionCount, Pipeline.Clock);

    /// <summary>Sends events and rolls them up.</summary>
    public async Task SendAsync(IEnumerable<NaiveEvent> events)
    {
        foreach (var chunk in events.Chunk(200))
        {
            await Pipeline.SendAsync(chunk);
        }

        await Pipeline.AggregateAsync();
        await Pipeline.RollUpAsync();
        await Pipeline.BuildStaleAsync();
    }

    /// <summary>Asks for days, and counts them.</summary>
    /// <returns>Number of days counted.</returns>
    public async Task<int> CountAsync(int first, int end)
    {
        await NewScanner().ScanAsync(Days(first, end, 1, null), Token);
        return await Counter.RunAsync(Token);
    }

    /// <summary>A question about consecutive days in time buckets of some days each.</summary>
    /// <param name="first">The first day after <see cref="Start"/>.</param>
    /// <param name="end">The end of the days, exclusive.</param>
    /// <param name="daysOfBucket">Days of a bucket.</param>
    /// <param name="dimension">The dimension; null for totals.</param>
    public ScanRequest Days(int first, int end, int daysOfBucket, ScanDimension? dimension)
    {
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(Start).UtcDateTime);
        var starts = new List<long>();
        for (var at = first; at < end; at += daysOfBucket)
        {
            starts.Add(Zone.StartOf(day.AddDays(at)));
        }

        return new(
            Id,
            starts[0],
            Zone.StartOf(day.AddDays(end)),
            starts,
            BucketsSplitVisits: false,
            dimension is { } of ? [of] : [],
            Filter: null,
            CountedDimensions.NeedsOf(dimension)
        );
    }

    /// <summary>Counts reads of rows with events.</summary>
    internal sealed class RowReads(ITableStore inner) : DelegatingTableStore(inner)
    {
        public int Count { get; private set; }

        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            CancellationToken cancellationToken
        )
        {
            Add(table, rowKey);
            return base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        }

        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            IReadOnlyCollection<string> parts,
            CancellationToken cancellationToken
        )
        {
            Add(table, rowKey);
            return base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken);
        }

        private void Add(string table, string rowKey) => Count += table == TableNames.Rollups && rowKey[0] is 'd' or 'h' or 'p' ? 1 : 0;
    }
}
