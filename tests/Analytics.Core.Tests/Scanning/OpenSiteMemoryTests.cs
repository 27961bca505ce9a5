using System.Runtime.CompilerServices;
using Analytics.Core.Caching;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Scanning;

/// <summary>The memory of a site that grows: rows of large days are kept too, each once, and not longer than they are of use.</summary>
public sealed class OpenSiteMemoryTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Midnight = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupPeriod Day = RollupPeriod.Of(RollupTier.Day, Midnight.ToUnixTimeSeconds());

    [Fact]
    public async Task Rows_of_a_site_that_take_more_than_their_share_of_memory_are_read_once()
    {
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        await pipeline.SendAsync(Events(0, 2_000));
        await pipeline.AggregateAsync();

        // Half of 600 kB is for growing rows, which take about 750 kB.
        var reads = await ReadsAsync(pipeline, 600_000);

        Assert.Equal(await ReadsAsync(pipeline, 100_000_000), reads);
    }

    [Fact]
    public async Task Neither_a_large_site_nor_small_ones_are_read_again_because_the_others_are_asked_too()
    {
        string[] small = ["one.example", "two.example"];
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        await pipeline.SendAsync([.. Events(0, 2_000), .. small.SelectMany(site => Events(0, 20, site))]);
        await pipeline.AggregateAsync();

        var reads = await ReadsAsync(pipeline, 600_000, small);

        Assert.Equal(await ReadsAsync(pipeline, 100_000_000, small), reads);
    }

    [Fact]
    public async Task Large_sites_stay_beside_each_other_where_there_is_memory()
    {
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        await pipeline.SendAsync([.. Events(0, 10_000), .. Events(0, 10_000, "large.example")]);
        await pipeline.AggregateAsync();
        var enough = await ReadsAsync(pipeline, 100_000_000, "large.example");

        var plenty = new ScanMemory(600_000, ScanMemory.Usual.ColumnBytes, 2_000_000);

        var few = await ReadsAsync(pipeline, 600_000, "large.example");
        Assert.True(few > enough, $"{few} reads, {enough} with enough memory");
        Assert.Equal(enough, await ReadsAsync(pipeline, plenty, "large.example"));
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, 1)]
    public async Task Days_of_an_import_are_read_once_as_long_as_they_are_small(long maxOthersWeight, int expectedReads)
    {
        const int days = 40;
        const int questions = 10;
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        await pipeline.SendAsync(OfDays(days, 100));
        await pipeline.AggregateAsync();
        var tables = new CountingTableStore(pipeline.Tables);

        var scanner = SmallScanner(pipeline, tables, new() { MaxOthersWeight = maxOthersWeight });
        await scanner.ScanAsync(OfDays("/first", days), TestContext.Current.CancellationToken);
        var before = tables.Reads[TableNames.Live];

        for (var question = 0; question < questions; question++)
        {
            await scanner.ScanAsync(OfDays($"/{question}", days), TestContext.Current.CancellationToken);
        }

        // Each question looks for new rows by two reads.
        Assert.Equal((2 + expectedReads) * questions, tables.Reads[TableNames.Live] - before);
    }

    [Theory]
    [InlineData(long.MaxValue, false)]
    [InlineData(150_000, true)]
    public async Task Few_days_stay_as_long_as_they_are_not_larger_than_one_may_be(long maxWeight, bool isReadAgain)
    {
        const int days = 8;
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        await pipeline.SendAsync(OfDays(days, 500));
        await pipeline.AggregateAsync();
        var tables = new CountingTableStore(pipeline.Tables);
        var scanner = SmallScanner(pipeline, tables, new() { MaxWeight = maxWeight });
        await scanner.ScanAsync(OfDays("/first", days), TestContext.Current.CancellationToken);
        var before = tables.Reads[TableNames.Live];

        var found = await scanner.ScanAsync(OfDays("/second", days), TestContext.Current.CancellationToken);

        Assert.Equal(isReadAgain, tables.Reads[TableNames.Live] - before > 2);
        Assert.Equal(1, found.SampledFraction);
    }

    [Fact]
    public async Task The_largest_day_stays_when_others_go()
    {
        const int days = 40;
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        await pipeline.SendAsync([.. Events(0, 2_000), .. OfDays(days, 100)]);
        await pipeline.AggregateAsync();
        var tables = new CountingTableStore(pipeline.Tables);
        var scanner = SmallScanner(pipeline, tables, new() { MaxOthersWeight = 0 });
        await scanner.ScanAsync(Request("/first"), TestContext.Current.CancellationToken);
        await scanner.ScanAsync(OfDays("/first", days) with { To = Day.Start }, TestContext.Current.CancellationToken);
        var before = tables.Reads[TableNames.Live];

        await scanner.ScanAsync(Request("/second"), TestContext.Current.CancellationToken);

        Assert.Equal(2, tables.Reads[TableNames.Live] - before);
    }

    [Fact]
    public async Task Rows_of_which_each_has_events_of_every_day_are_read_once_for_all_days()
    {
        const int days = 40;
        const int rows = 20;
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        for (var row = 0; row < rows; row++)
        {
            await pipeline.SendAsync(OfDays(days, 1));
            await pipeline.AggregateAsync();
        }

        var tables = new CountingTableStore(pipeline.Tables);
        var scanner = new RollupScanner(tables, pipeline.Sites, pipeline.Log.PartitionCount, ScanMemory.Usual with { CacheBytes = 64 });

        var found = await scanner.ScanAsync(OfDays("/0", days), TestContext.Current.CancellationToken);

        // Once to find the blocks, and once to load them.
        Assert.InRange(tables.Reads[TableNames.Live], rows, 2 * rows + 10);
        Assert.Equal(days * rows, found.Groups.Sum(group => group[ScanCounter.Events]));
    }

    [Fact]
    public async Task What_is_kept_of_stored_days_does_not_keep_the_rows_that_grow()
    {
        var pipeline = new Pipeline(Midnight.AddHours(26), partitions: 1);
        await pipeline.SendAsync(Events(0, 50));
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        var ofHours = await SourcesAsync(pipeline);
        await pipeline.BuildStaleAsync();
        var ofDays = await SourcesAsync(pipeline);
        Assert.NotEmpty(ofHours.Sources);
        Assert.NotEmpty(ofDays.Sources);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(ofHours.Open.IsAlive);
        Assert.False(ofDays.Open.IsAlive);
        foreach (var source in ofHours.Sources.Concat(ofDays.Sources))
        {
            Assert.Equal(50, (await source.LoadAsync(null, TestContext.Current.CancellationToken)).EventCount);
        }
    }

    [Fact]
    public void Joined_visits_do_not_keep_the_sources_that_they_are_of()
    {
        var (edges, source) = Joined();

        GC.Collect();

        Assert.False(source.IsAlive);
        Assert.Equal([7UL], Assert.Single(edges.Skip([Source(new object())])).Skipped);
    }

    [Theory]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(20_000, int.MaxValue)]
    [InlineData(0, int.MaxValue)]
    [InlineData(long.MaxValue, 200)]
    [InlineData(40_000, 200)]
    [InlineData(0, 200)]
    public void Rows_that_came_become_part_of_the_whole_and_stay_what_they_are(long maxApartWeight, int slicedFrom)
    {
        var day = EmptyDays.Of(Day, new() { MaxApartWeight = maxApartWeight, SlicedFrom = slicedFrom });
        var (sent, known) = (new List<NaiveEvent>(), 0);
        for (var round = 0; round < 20; round++)
        {
            var (mark, events) = (day.Mark, Events(round * 30, 60));
            sent.AddRange(events);
            day.Append([NaiveRollups.Of(RollupPeriod.Of(RollupTier.Hour, Day.Start), events)]);
            known += day.ChangesSince(mark) is null ? 0 : 1;
            _ = day.View();
            if (round % 5 == 4)
            {
                var expected = NaiveRollups.Of(Day, sent);
                var wholes = day.Wholes();

                Assert.Equal(expected.Columns.Visitors.Value, wholes.SelectMany(whole => whole.Columns.Visitors.Value));
                Assert.Equal(expected.Columns.EventsOfVisit.Value, wholes.SelectMany(whole => whole.Columns.EventsOfVisit.Value));
                Assert.Equal(expected.Columns.Seconds.Value, wholes.SelectMany(whole => whole.Columns.Seconds.Value));
                Assert.Equal(sent.Count, wholes.Sum(whole => whole.EventCount));
            }
        }

        // A division forgets once what came since.
        Assert.InRange(
            known,
            maxApartWeight switch
            {
                0 => 0,
                long.MaxValue => slicedFrom == int.MaxValue ? 20 : 19,
                _ => 10,
            },
            maxApartWeight == 0 ? 0 : 20
        );
    }

    [Fact]
    public void Questions_of_one_moment_get_the_same_rows_and_later_ones_those_that_came()
    {
        var hour = RollupPeriod.Of(RollupTier.Hour, Day.Start);
        var day = EmptyDays.Of(Day);
        day.Append([NaiveRollups.Of(hour, Events(0, 400))]);
        var whole = Assert.Single(day.Wholes());
        day.Append([NaiveRollups.Of(hour, Events(400, 20))]);
        var first = Assert.Single(day.View().Slices);
        Assert.Equal(20, first.Delta!.EventCount);
        Assert.Same(first, Assert.Single(day.View().Slices));

        day.Append([NaiveRollups.Of(hour, Events(420, 20))]);

        Assert.Equal(40, Assert.Single(day.View().Slices).Delta!.EventCount);
        Assert.Same(whole, Assert.Single(day.View().Slices).Slice.Whole);
        Assert.Equal(440, Assert.Single(day.Wholes()).EventCount);
        Assert.Null(Assert.Single(day.View().Slices).Delta);
    }

    [Fact]
    public void A_day_of_many_events_keeps_no_more_than_its_rows()
    {
        var day = EmptyDays.Of(Day);
        for (var round = 0; round < 10; round++)
        {
            day.Append([NaiveRollups.Of(RollupPeriod.Of(RollupTier.Hour, Day.Start), Events(round * 20_000, 20_000))]);
            _ = day.Wholes();
        }

        // Two visits of each visitor, and each event in the whole and among those that came.
        Assert.InRange(day.Weight / 200_000, 20, 100);
    }

    [Fact]
    public void Visitors_are_left_out_before_events_are_read_for_which_there_is_no_room()
    {
        const int limit = 4_000;
        var hour = RollupPeriod.Of(RollupTier.Hour, Day.Start);
        var day = EmptyDays.Of(Day, new() { Sampling = new(1_000_000, limit) });
        day.Append([NaiveRollups.Of(hour, Events(0, 3_000))]);
        Assert.Equal(3_000, day.Wholes().Sum(whole => whole.EventCount));

        day.MakeRoom(27_000);

        // A tenth of the visitors would fit with a tenth of what comes; the threshold falls by an eighth at a time.
        Assert.InRange(day.Wholes().Sum(whole => whole.EventCount) * 10, limit / 2, limit);
        day.Append([NaiveRollups.Of(hour, Events(3_000, 27_000))]);
        Assert.InRange(day.Wholes().Sum(whole => whole.EventCount), limit / 2, limit);
    }

    /// <summary>Reads of live rows for four questions after the first, each about the site and then about others.</summary>
    private static Task<int> ReadsAsync(Pipeline pipeline, long cacheBytes, params string[] others) =>
        ReadsAsync(pipeline, ScanMemory.Usual with { CacheBytes = cacheBytes }, others);

    private static async Task<int> ReadsAsync(Pipeline pipeline, ScanMemory memory, params string[] others)
    {
        var tables = new CountingTableStore(pipeline.Tables);
        var scanner = new RollupScanner(tables, pipeline.Sites, pipeline.Log.PartitionCount, memory);
        var before = 0;
        for (var page = 0; page < 5; page++)
        {
            foreach (var site in (string[])[Site, .. others])
            {
                await scanner.ScanAsync(Request($"/{page}") with { Site = site }, TestContext.Current.CancellationToken);
            }

            before = page == 0 ? tables.Reads[TableNames.Live] : before;
        }

        return tables.Reads[TableNames.Live] - before;
    }

    private static List<NaiveEvent> Events(int first, int count, string site = Site) =>
        [
            .. Enumerable
                .Range(first, count)
                .Select(i => new NaiveEvent(
                    site,
                    Day.Start + (i % 3600),
                    (ulong)((i / 2) + 1) * 0x9E37_79B9_7F4A_7C15,
                    Page: $"/{i % 5}",
                    Hostname: site
                )),
        ];

    private static List<NaiveEvent> OfDays(int days, int count) =>
        [
            .. Enumerable
                .Range(0, days)
                .SelectMany(day => Events(0, count).ConvertAll(sent => sent with { Second = sent.Second - (day * RollupPeriod.Day) })),
        ];

    private static ScanRequest OfDays(string page, int days) =>
        Request(page) with
        {
            From = Day.Start - ((days - 1) * RollupPeriod.Day),
            BucketStarts = [Day.Start - ((days - 1) * RollupPeriod.Day)],
        };

    private static ScanRequest Request(string page) =>
        new(
            Site,
            Day.Start,
            Day.End,
            [Day.Start],
            false,
            [],
            new ScanFilter.Match(ScanDimension.Of(EventDimension.Page), value => value == page, page),
            ScanNeeds.Visitors | ScanNeeds.Events
        );

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(List<ScanSource> Sources, WeakReference Open)> SourcesAsync(Pipeline pipeline)
    {
        var entry = (await pipeline.Sites.FindByIdAsync(Site, TestContext.Current.CancellationToken))!;
        var damaged = new DamagedRows(pipeline.Tables, pipeline.Clock);
        var rollups = new SiteRollups(new(pipeline.Tables), damaged, Site);
        var live = new LiveHours(
            pipeline.Tables,
            new(pipeline.Tables, 1000),
            damaged,
            entry,
            _ => ValueTask.FromResult<IReadOnlyList<int>>([0])
        );
        var open = new OpenSite(Site, rollups, live, new());
        var reader = new SourceReader(rollups, Site, open, [], new WeightedCache<Rollup>(10_000), VisitorSample.All);
        return (await reader.ReadAsync(Day.Start, Day.End, false, TestContext.Current.CancellationToken), new(open));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (JoinedEdges Edges, WeakReference Source) Joined()
    {
        var kept = new object();
        return (new(null, [], [new(Source(kept), [7], "key")]), new(kept));
    }

    /// <summary>Returns a scanner whose cache is too small for the live row, so that each read of a day reads it.</summary>
    private static RollupScanner SmallScanner(Pipeline pipeline, CountingTableStore tables, OpenDayLimits limits) =>
        new(tables, pipeline.Sites, pipeline.Log.PartitionCount, ScanMemory.Usual with { CacheBytes = 1_000_000 }) { Limits = limits };

    private static ScanSource Source(object kept) =>
        new("day", Day.Start, Day.End, [], (_, _) => throw new InvalidOperationException(kept.ToString()));
}
