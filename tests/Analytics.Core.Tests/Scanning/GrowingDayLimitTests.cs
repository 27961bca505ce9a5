using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Scanning;

/// <summary>A day that still grows is kept up to its limits, and no more than that is read or in memory on the way.</summary>
public sealed class GrowingDayLimitTests
{
    private const string Site = "site.example";
    private const int KeptEvents = 320;
    private static readonly long Start = new DateTimeOffset(2026, 2, 1, 9, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(1_000, int.MaxValue)]
    [InlineData(1_900, int.MaxValue)]
    [InlineData(2_000, int.MaxValue)]
    [InlineData(0, 100)]
    [InlineData(1_900, 100)]
    public async Task The_visitors_that_are_kept_of_a_day_beyond_its_limits_are_counted_exactly(int rolledUp, int slicedFrom)
    {
        var events = Events(2_000);
        var pipeline = await PlayAsync(events, rolledUp);

        var (group, fraction) = await AskAsync(Scanner(pipeline, pipeline.Tables, slicedFrom));

        var kept = events.Where(e => e.Visitor / 18446744073709551616.0 < fraction).ToList();
        Assert.InRange(kept.Count, KeptEvents / 4, rolledUp == events.Count ? events.Count : KeptEvents);
        Assert.Equal(kept.DistinctBy(e => e.Visitor).Count(), group[ScanCounter.Visitors] * fraction, 0.01);
        Assert.Equal(kept.DistinctBy(e => e.Visitor).Count(), group[ScanCounter.Visits] * fraction, 0.01);
        Assert.Equal(events.Count, group[ScanCounter.Pageviews]);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(100)]
    public async Task Events_that_come_to_a_day_which_is_known_are_added_within_the_limits(int slicedFrom)
    {
        var events = Events(3_000);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + 3_000), partitions: 1, options: Pipeline.ByHours);
        var scanner = Scanner(pipeline, pipeline.Tables, slicedFrom);
        var sent = new List<NaiveEvent>();
        foreach (var some in events.Chunk(500))
        {
            await SendAsync(pipeline, some);
            sent.AddRange(some);

            var (group, fraction) = await AskAsync(scanner);

            var kept = sent.Where(e => fraction == 1 || e.Visitor / 18446744073709551616.0 < fraction).ToList();
            Assert.True(kept.Count <= KeptEvents, $"{kept.Count} of {sent.Count}");
            Assert.Equal(kept.DistinctBy(e => e.Visitor).Count(), group[ScanCounter.Visitors] * fraction, 0.01);
            Assert.Equal(sent.Count, group[ScanCounter.Pageviews]);
        }
    }

    [Fact]
    public async Task A_visitor_with_so_many_events_that_some_are_left_out_is_one()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + 3_000), partitions: 1, options: Pipeline.ByHours);
        var writer = new EventSegmentWriter();
        for (var i = 0; i < 2_000; i++)
        {
            Pipeline.Write(writer, new(Site, Start + (i / 2), VisitorIds.WithShare(0x1234_5678_9abc_def0, i / 20)));
        }

        writer.AddTraffic(TrafficKind.Shared, Start * 1_000, Encoding.UTF8.GetBytes(Site), 1_980);

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();

        var (group, fraction) = await AskAsync(Scanner(pipeline, pipeline.Tables));

        Assert.InRange(fraction, 0.05, 0.2);
        Assert.Equal((1, 2_000), (group[ScanCounter.Visitors], group[ScanCounter.Pageviews]));
    }

    [Fact]
    public async Task Segments_of_visitors_that_are_left_out_are_not_read()
    {
        var pipeline = await PlayAsync(Events(2_000), rolledUp: 1_990);
        var tables = new CountingTableStore(pipeline.Tables);

        await AskAsync(Scanner(pipeline, tables));

        // Each of the hour's 64 segments is read in two steps.
        Assert.InRange(tables.Reads[TableNames.Rollups], 10, 64);
    }

    [Fact]
    public async Task A_day_is_read_again_where_it_could_be_read_only_in_part()
    {
        var events = Events(2_000);
        var pipeline = await PlayAsync(events, rolledUp: 0);
        var (reads, tables) = (0, new FailingReads(pipeline.Tables));
        var scanner = ForgetfulScanner(pipeline, tables);
        for (var fails = true; fails; )
        {
            tables.FailsAt = ++reads;
            try
            {
                await AskAsync(scanner);
                fails = false;
            }
            catch (IOException)
            {
                // The next question reads what is missing.
            }

            tables.FailsAt = int.MaxValue;
            var (group, fraction) = await AskAsync(scanner);
            var kept = events.Where(e => e.Visitor / 18446744073709551616.0 < fraction).DistinctBy(e => e.Visitor).Count();
            Assert.Equal(kept, group[ScanCounter.Visitors] * fraction, 0.01);
            Assert.Equal(events.Count, group[ScanCounter.Pageviews]);
            scanner = ForgetfulScanner(pipeline, tables);
        }

        // Each of the 80 rows is read when it is found, and again when it is added.
        Assert.True(reads > 160, $"{reads} reads");
    }

    private static RollupScanner Scanner(Pipeline pipeline, ITableStore tables, int slicedFrom = int.MaxValue) =>
        new(tables, pipeline.Sites, 1)
        {
            Limits = new()
            {
                Sampling = new(100_000, KeptEvents),
                SlicedFrom = slicedFrom,
                SliceBits = 4,
            },
        };

    // Keeps the day, and not all live rows: they are read again while they are added to it.
    private static RollupScanner ForgetfulScanner(Pipeline pipeline, ITableStore tables) =>
        new(tables, pipeline.Sites, 1, ScanMemory.Usual with { CacheBytes = 256 * 1024 })
        {
            Limits = new() { Sampling = new(100_000, KeptEvents) },
        };

    private static async Task<(ScanGroup Group, double Fraction)> AskAsync(RollupScanner scanner)
    {
        var needs = ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events;
        var result = await scanner.ScanAsync(new(Site, Start, Start + 3_600, [Start], false, [], null, needs), Token);
        return (Assert.Single(result.Groups), result.SampledFraction);
    }

    private static async Task<Pipeline> PlayAsync(List<NaiveEvent> events, int rolledUp)
    {
        var options = Pipeline.ByHours with { SegmentEvents = 40 };
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + 3_000), partitions: 1, options: options);
        await SendAsync(pipeline, events.Take(rolledUp));
        await pipeline.RollUpAsync(openHoursToo: true);
        await SendAsync(pipeline, events.Skip(rolledUp));
        return pipeline;
    }

    private static async Task SendAsync(Pipeline pipeline, IEnumerable<NaiveEvent> events)
    {
        foreach (var some in events.Chunk(25))
        {
            await pipeline.SendAsync(some);
            await pipeline.AggregateAsync();
        }
    }

    private static List<NaiveEvent> Events(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new NaiveEvent(Site, Start + (i % 1_200), XxHash64.Mix((ulong)(i / 2) + 1) & ~1UL))];

    /// <summary>Fails one read of rows.</summary>
    private sealed class FailingReads(ITableStore inner) : DelegatingTableStore(inner)
    {
        private int _reads;

        public int FailsAt
        {
            private get;
            set => (field, _reads) = (value, 0);
        }

        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            CancellationToken cancellationToken
        ) =>
            table == TableNames.Live && ++_reads == FailsAt
                ? throw new IOException("The storage does not answer.")
                : base.ReadAsync(table, partitionKey, rowKey, cancellationToken);

        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            bool headsOnly,
            CancellationToken cancellationToken
        ) =>
            table == TableNames.Live && ++_reads == FailsAt
                ? throw new IOException("The storage does not answer.")
                : base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);
    }
}
