using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Scans of a sample of the visitors.</summary>
public sealed class SampledScanTests
{
    private const string Site = "site.example";
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const long End = Start + (3 * 86_400);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 65_536)]
    [InlineData(2, 200)]
    [InlineData(3, 40)]
    [InlineData(4, 12)]
    public async Task However_events_were_rolled_up_a_sample_is_what_its_visitors_did_scaled_up(int seed, int segmentEvents)
    {
        var random = new Random(seed);
        var events = GeneratedTraffic.Events(seed, Start, (int)(End - Start), 400);
        var pipeline = new Pipeline(
            DateTimeOffset.FromUnixTimeSeconds(End + 7_200),
            options: new()
            {
                RowEvents = 30,
                SegmentEvents = segmentEvents,
                SmallDayEvents = seed % 2 == 0 ? 0 : 25,
            }
        );
        foreach (var some in events.Chunk(37))
        {
            await pipeline.SendAsync(some);
            if (random.Next(3) == 0)
            {
                await pipeline.AggregateAsync();
            }

            if (random.Next(8) == 0)
            {
                await pipeline.RollUpAsync(openHoursToo: random.Next(2) == 0);
            }
        }

        await pipeline.AggregateAsync();
        var naive = new NaiveScanner(events);
        var scanner = pipeline.Scanner;
        await CompareAsync(naive, scanner, random, "partly live");
        await pipeline.RollUpAsync();
        await CompareAsync(naive, scanner, random, "hours rolled up");
        await pipeline.BuildStaleAsync();
        await CompareAsync(naive, scanner, random, "days built");
    }

    [Fact]
    public async Task A_sample_of_a_month_is_that_of_its_days()
    {
        // The two ids of a midnight are one visitor of the month, under the id that is not in the sample.
        const long may = 1_430_438_400;
        const long june = 1_433_116_800;
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(june + (5 * 86_400)), partitions: 1);
        await AppendAsync(pipeline, (may + 86_400 - 600, 0xF0UL << 56, 0, null), (may + 86_400 + 600, 0x10UL << 56, 0xF0UL << 56, null));
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
        Assert.NotNull(await pipeline.Tables.ReadAsync("rollups", Site, "m|2015-05", Token));

        // Both are asked of one scanner, so that what is remembered of all visitors is not taken for the sample's.
        var scanner = pipeline.Scanner;
        foreach (var end in (long[])[may + (3 * 86_400), june])
        {
            Assert.Equal(1, (await scanner.ScanAsync(All(may, end), Token)).Groups[0][ScanCounter.Visitors]);
            var sampled = (await scanner.ScanAsync(All(may, end) with { Sample = new(1) }, Token)).Groups[0];
            Assert.Equal((2, 2), (sampled[ScanCounter.Visitors], sampled[ScanCounter.Visits]));
        }
    }

    [Fact]
    public async Task Events_are_estimates_where_repetitions_of_other_visitors_are_not_looked_for()
    {
        var pipeline = new Pipeline(
            DateTimeOffset.FromUnixTimeSeconds(Start + 50_000),
            partitions: 1,
            options: new() { SegmentEvents = 8, SmallDayEvents = 0 }
        );
        var ids = Enumerable.Range(1, 200).Select(i => (ulong)i * 0x9E37_79B9_7F4A_7C15 & ~1UL).ToList();
        foreach (var second in (long[])[Start + 10_000, Start + 30_000])
        {
            await AppendAsync(pipeline, [.. ids.Select((id, i) => (second, id, 0UL, (string?)$"event{i}"))]);
            await pipeline.AggregateAsync();
            await pipeline.RollUpAsync();
            pipeline.Crash();
        }

        var halves = ids.Count(id => id >> 63 == 0);
        var all = await pipeline.Scanner.ScanAsync(All(Start, Start + 86_400), Token);
        var half = await pipeline.Scanner.ScanAsync(All(Start, Start + 86_400) with { Sample = new(1) }, Token);

        Assert.Equal((200, 200), (all.Groups[0][ScanCounter.Events], all.Groups[0][ScanCounter.Duplicates]));
        Assert.Equal((halves * 2, 200), (half.Groups[0][ScanCounter.Events], half.Groups[0][ScanCounter.Duplicates]));
        Assert.Equal(ScanNeeds.Traffic, half.Exact);
    }

    [Fact]
    public async Task Totals_are_those_of_now_though_the_segments_of_the_sample_stay()
    {
        var pipeline = await LargeSiteAsync();
        var scanner = new RollupScanner(new CountingTableStore(pipeline.Tables), pipeline.Sites, pipeline.Log.PartitionCount);
        async Task<double> EventsAsync() =>
            (await scanner.ScanAsync(All(Start, Start + 86_400) with { Sample = new(3) }, Token)).Groups[0][ScanCounter.Events];
        Assert.Equal(6_000, await EventsAsync());

        await pipeline.SendAsync([new NaiveEvent(Site, Start + 50_000, ulong.MaxValue - 1)]);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();

        Assert.Equal(6_001, await EventsAsync());
    }

    [Fact]
    public async Task Segments_of_other_visitors_are_not_read()
    {
        var pipeline = await LargeSiteAsync();
        async Task<int> ReadsAsync(VisitorSample sample)
        {
            var tables = new CountedSegments(pipeline.Tables);
            var scanner = new RollupScanner(tables, pipeline.Sites, pipeline.Log.PartitionCount);
            var result = await scanner.ScanAsync(All(Start, Start + 86_400) with { Sample = sample }, Token);
            Assert.Equal(sample.Fraction, result.SampledFraction);
            return tables.Reads;
        }

        var all = await ReadsAsync(VisitorSample.All);
        var eighth = await ReadsAsync(new(3));

        Assert.True(all >= 64, $"{all} reads are too few to tell an eighth.");
        Assert.Equal(all / 8.0, eighth);
    }

    [Fact]
    public async Task A_period_without_a_segment_in_the_sample_keeps_its_totals()
    {
        var pipeline = new Pipeline(
            DateTimeOffset.FromUnixTimeSeconds(End),
            partitions: 1,
            options: new() { SegmentEvents = 8, SmallDayEvents = 0 }
        );
        await pipeline.SendAsync([
            .. Enumerable.Range(0, 400).Select(i => new NaiveEvent(Site, Start + i, ulong.MaxValue - ((ulong)i << 50))),
        ]);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();

        var result = await pipeline.Scanner.ScanAsync(All(Start, Start + 86_400) with { Sample = new(2) }, Token);

        var group = Assert.Single(result.Groups);
        Assert.Equal(
            (0, 0, 400, 400),
            (group[ScanCounter.Visitors], group[ScanCounter.Visits], group[ScanCounter.Pageviews], group[ScanCounter.Events])
        );
        Assert.Equal(ScanNeeds.Traffic | ScanNeeds.Events, result.Exact);
        Assert.Equal(0, result.SampledVisitors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_error_of_an_estimate_is_the_one_that_is_stated(ulong lasting)
    {
        // In units of the error that is stated, the errors of independent sites have a variance of 1. Lasting visitors come on three days.
        const int sites = 150;
        const int visitors = 250;
        var squares = 0.0;
        for (var site = 0; site < sites; site++)
        {
            var random = new Random(site);
            var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(End), partitions: 1);
            var ids = Enumerable
                .Range(0, visitors)
                .Select(_ => ((ulong)random.NextInt64() << 2) ^ ((ulong)random.Next() << 1) | lasting)
                .ToList();
            await pipeline.SendAsync([
                .. ids.SelectMany(id =>
                    Enumerable.Range(0, lasting == 0 ? 1 : 3).Select(day => new NaiveEvent(Site, Start + 40_000 + (day * 86_400), id))
                ),
            ]);
            await pipeline.AggregateAsync();

            var result = await pipeline.Scanner.ScanAsync(All(Start, End) with { Sample = new(2) }, Token);

            var estimate = result.Groups.Sum(group => group[ScanCounter.Visitors]);
            var stated = result.Total.StandardError!.Value;
            squares += Math.Pow((estimate - visitors) / (stated * estimate), 2);
        }

        Assert.InRange(squares / sites, 0.75, 1.3);
    }

    [Fact]
    public void The_error_of_a_sum_is_that_of_its_parts()
    {
        // 1,000 visitors of whom all were counted, and 1,000 of whom a tenth: by the definition of a binomial sample.
        var total = SampledTotal.Of(1_000, 1).And(SampledTotal.Of(100, 0.1));

        Assert.Equal((1_100, 2_000), (total.Counted, total.Estimated));
        Assert.Equal(Math.Sqrt(1_000 * 0.1 * 0.9) / 0.1 / 2_000, total.StandardError!.Value, 12);
        Assert.Null(SampledTotal.Of(0, 0.1).StandardError);
    }

    private static async Task<Pipeline> LargeSiteAsync()
    {
        var pipeline = new Pipeline(
            DateTimeOffset.FromUnixTimeSeconds(End),
            partitions: 1,
            options: new() { SegmentEvents = 64, SmallDayEvents = 0 }
        );
        await pipeline.SendAsync([
            .. Enumerable
                .Range(0, 6_000)
                .Select(i => new NaiveEvent(Site, Start + 40_000 + (i % 3_000), (ulong)i * 0x9E37_79B9_7F4A_7C15 & ~1UL)),
        ]);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
        return pipeline;
    }

    private static Task AppendAsync(
        Pipeline pipeline,
        params IEnumerable<(long Second, ulong Visitor, ulong Yesterdays, string? Id)> events
    )
    {
        var writer = new EventSegmentWriter();
        foreach (var (second, visitor, yesterdays, id) in events)
        {
            writer.BeginEvent(second * 1_000, visitor, yesterdays, EventFlags.None);
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(Site));
            writer.Set(EventField.Name, "pageview"u8);
            writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{Site}/"));
            writer.Set(EventField.Id, Encoding.UTF8.GetBytes(id ?? ""));
            writer.EndEvent();
        }

        return pipeline.AppendAsync(0, writer);
    }

    private static ScanRequest All(long from, long to) =>
        new(
            Site,
            from,
            to,
            [from],
            false,
            [],
            null,
            ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics | ScanNeeds.Traffic
        );

    private static async Task CompareAsync(NaiveScanner naive, RollupScanner scanner, Random random, string because)
    {
        await AssertSampledAsync(naive, scanner, All(Start, End) with { Sample = new(1) }, because);
        var requests = new RandomRequests(random);
        for (var i = 0; i < 40; i++)
        {
            await AssertSampledAsync(
                naive,
                scanner,
                requests.Next(Start, End) with
                {
                    Sample = new(random.Next(1, 4)),
                },
                $"{because}, {i}"
            );
        }
    }

    /// <summary>Compares a scan with the definitions; what it says to be exact must be that of all visitors.</summary>
    private static async Task AssertSampledAsync(NaiveScanner naive, RollupScanner scanner, ScanRequest request, string because)
    {
        var result = await scanner.ScanAsync(request, Token);
        Assert.Equal(1.0 / (1 << request.Sample.Bits), result.SampledFraction);
        Assert.Equal(ScanNeeds.Traffic, result.Exact & ~ScanNeeds.Events);
        var expected = result.Exact.HasFlag(ScanNeeds.Events) ? new TotalsKnown(naive) : (IRollupScanner)naive;
        await ScanComparison.AssertEqualAsync(expected, scanner, request, because);
    }

    /// <summary>Counts reads of segments.</summary>
    private sealed class CountedSegments(ITableStore inner) : DelegatingTableStore(inner)
    {
        private int _reads;

        public int Reads => _reads;

        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            IReadOnlyCollection<string> parts,
            CancellationToken cancellationToken
        )
        {
            _ = rowKey.StartsWith("p|", StringComparison.Ordinal) ? Interlocked.Increment(ref _reads) : 0;
            return base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken);
        }
    }

    /// <summary>A sample by the definitions, except the events of all visitors.</summary>
    private sealed class TotalsKnown(NaiveScanner naive) : IRollupScanner
    {
        public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            Assert.Empty(request.Dimensions);
            Assert.Null(request.Filter);
            var groups = (await naive.ScanAsync(request, cancellationToken)).Groups.ToDictionary(group => group.Bucket);
            foreach (var group in groups.Values)
            {
                (group[ScanCounter.Pageviews], group[ScanCounter.Events]) = (0, 0);
            }

            foreach (var all in (await naive.ScanAsync(request with { Sample = VisitorSample.All }, cancellationToken)).Groups)
            {
                var group = groups.TryGetValue(all.Bucket, out var known)
                    ? known
                    : groups[all.Bucket] = new() { Bucket = all.Bucket, Values = [] };
                (group[ScanCounter.Pageviews], group[ScanCounter.Events]) = (all[ScanCounter.Pageviews], all[ScanCounter.Events]);
            }

            return new([.. groups.Values], 1, ScanNeeds.All, 0);
        }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
            naive.FirstEventAsync(site, cancellationToken);
    }
}
