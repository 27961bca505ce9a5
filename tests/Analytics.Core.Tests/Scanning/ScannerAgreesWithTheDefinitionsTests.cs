using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;

namespace Analytics.Core.Tests.Scanning;

public sealed class ScannerAgreesWithTheDefinitionsTests
{
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const int Days = 3;
    private const ScanNeeds All =
        ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics | ScanNeeds.VisitPageviews;

    /// <summary>Seeds and events of a segment: with more seeds all of these, otherwise the first two.</summary>
    public static TheoryData<int, int> Cases =>
        RandomSeeds.IsLong ? new([(2, 65_536), (3, 40), (1, 65_536), (4, 200)]) : new([(2, 65_536), (3, 40)]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task However_events_were_batched_and_rolled_up_scans_equal_the_naive_definitions(int seed, int segmentEvents)
    {
        var options = new RollupOptions
        {
            RowEvents = seed % 2 == 0 ? 20 : 65_536,
            SegmentEvents = segmentEvents,
            SmallColumnBytes = seed % 2 == 0 ? 1024 : 0,
        };
        var random = new Random(seed);
        var events = GeneratedTraffic.Events(seed, Start, Days * 86400, 400);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (Days * 86400) + 7200), options: options);
        for (var at = 0; at < events.Count; )
        {
            var count = Math.Min(random.Next(1, 200), events.Count - at);
            await pipeline.SendAsync(events.GetRange(at, count));
            at += count;
            if (random.Next(3) == 0)
            {
                await pipeline.AggregateAsync(random.Next(1, 4));
            }

            if (random.Next(6) == 0)
            {
                await pipeline.RollUpAsync(openHoursToo: random.Next(2) == 0);
            }

            if (random.Next(8) == 0)
            {
                await pipeline.BuildStaleAsync();
            }

            if (random.Next(8) == 0)
            {
                pipeline.Crash();
            }
        }

        await pipeline.AggregateAsync();
        var expected = await ExpectedAsync(events);
        var scanner = pipeline.Scanner;
        await CompareAsync(expected, scanner, "partly live");
        await pipeline.RollUpAsync();
        await CompareAsync(expected, scanner, "hours rolled up");
        await pipeline.BuildStaleAsync();
        await CompareAsync(expected, scanner, "days built");
        await CompareAsync(expected, scanner, "from the cache");
    }

    [Fact]
    public async Task Late_and_shuffled_events_give_the_same_numbers_as_ordered_ones()
    {
        var events = GeneratedTraffic.Events(77, Start, Days * 86400, 300);
        var random = new Random(77);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (Days * 86400) + 7200));
        foreach (var chunk in events.OrderBy(_ => random.Next()).Chunk(37))
        {
            await pipeline.SendAsync(chunk);
            await pipeline.AggregateAsync();
            await pipeline.RollUpAsync();
            await pipeline.BuildStaleAsync();
        }

        await CompareAsync(await ExpectedAsync(events), pipeline.Scanner, "shuffled");
    }

    [Fact]
    public async Task Months_are_read_in_place_of_their_days()
    {
        const long may = 1_430_438_400;
        const long june = 1_433_116_800;
        var events = GeneratedTraffic.Events(5, may - 86400, 34 * 86400, 600);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(june + (5 * 86400)));
        foreach (var chunk in events.Chunk(100))
        {
            await pipeline.SendAsync(chunk);
        }

        await pipeline.AggregateAsync(3);
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
        Assert.NotNull(await pipeline.Tables.ReadAsync("rollups", "site.example", "m|2015-05", TestContext.Current.CancellationToken));
        var naive = new NaiveScanner(events);
        ScanRequest[] requests = [.. Requests(may, june), .. Requests(may - 7000, june + 9000)];
        foreach (var request in requests.Where((_, at) => RandomSeeds.IsLong || at % 2 == 0))
        {
            await ScanComparison.AssertEqualAsync(naive, pipeline.Scanner, request, "months");
        }
    }

    /// <summary>The questions and what the definitions answer, which stays the same however events are stored.</summary>
    private static async Task<List<(ScanRequest Request, List<string> Lines)>> ExpectedAsync(List<NaiveEvent> events)
    {
        var naive = new NaiveScanner(events);
        var expected = new List<(ScanRequest, List<string>)>();
        foreach (
            var (from, to) in ((long, long)[])
                [(Start, Start + (Days * 86400)), (Start + 20_000, Start + 150_000), (Start + 86400 - 7200, Start + 86400 + 10_800)]
        )
        {
            foreach (var request in Requests(from, to))
            {
                expected.Add((request, await ScanComparison.LinesAsync(naive, request)));
            }
        }

        return expected;
    }

    private static async Task CompareAsync(List<(ScanRequest Request, List<string> Lines)> expected, RollupScanner scanner, string because)
    {
        foreach (var (request, lines) in expected)
        {
            await ScanComparison.AssertEqualAsync(lines, scanner, request, because);
        }
    }

    private static IEnumerable<ScanRequest> Requests(long from, long to)
    {
        var page = ScanDimension.Of(EventDimension.Page);
        var source = ScanDimension.Of(VisitDimension.Source);
        var country = ScanDimension.Of(VisitDimension.Country);
        var isA = new ScanFilter.Match(page, value => value == "/a", "is /a");
        var isC1 = new ScanFilter.Match(country, value => value == "C1", "is C1");
        var hasPlan = new ScanFilter.Match(ScanDimension.OfProperty("plan"), value => value is not null, "has plan");
        ScanDimension[][] groupings =
        [
            [],
            [source],
            [page],
            [country, source],
            [page, source],
            [new(ScanDimensionKind.EntryPage)],
            [new(ScanDimensionKind.ExitPage)],
            [ScanDimension.OfProperty("plan")],
            [ScanDimension.Of(EventDimension.Name)],
            [ScanDimension.Of(EventDimension.Hostname)],
        ];
        ScanFilter?[] filters =
        [
            null,
            isA,
            isC1,
            hasPlan,
            new ScanFilter.And([isC1, new ScanFilter.Not(isA)]),
            new ScanFilter.Or([isA, hasPlan]),
            new ScanFilter.Match(new(ScanDimensionKind.EntryPage), value => value != "/", "not /"),
        ];
        foreach (var dimensions in groupings)
        {
            var needs = dimensions.Any(d => d.IsOfEvent && d != page) ? All & ~ScanNeeds.VisitMetrics : All;
            foreach (var filter in filters)
            {
                yield return new("site.example", from, to, [from], false, dimensions, filter, needs);
                yield return new("site.example", from, to, Buckets(from, to, 86400, -10_800), false, dimensions, filter, needs);
                yield return new("site.example", from, to, Buckets(from, to, 3600, 0), true, dimensions, filter, needs);
            }
        }
    }

    private static List<long> Buckets(long from, long to, int length, int offset)
    {
        var starts = new List<long> { from };
        for (var at = from - ((from - offset) % length) + length; at < to; at += length)
        {
            starts.Add(at);
        }

        return starts;
    }
}
