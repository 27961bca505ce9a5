using Analytics.Core.Periods;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Segments of several days, counted together, against the definitions.</summary>
public sealed class SegmentScanTests
{
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const int Days = 4;

    [Theory]
    [InlineData(11, 1 << 24)]
    [InlineData(12, 1 << 24)]
    [InlineData(13, 20_000)]
    [InlineData(14, 0)]
    public async Task Whatever_is_asked_of_whatever_segments_the_answer_is_that_of_the_definitions(int seed, int cacheBytes)
    {
        var random = new Random(seed);
        var (events, scanner) = Site(random, cacheBytes);
        var naive = new NaiveScanner(events);
        var requests = new RandomRequests(random);
        for (var i = 0; i < 150; i++)
        {
            var request = requests.Next(Start, Start + (Days * 86_400));
            await ScanComparison.AssertEqualAsync(naive, scanner, request, $"seed {seed}, request {i}");
            if (i % 40 == 39)
            {
                scanner.ForgetTexts();
                await ScanComparison.AssertEqualAsync(naive, scanner, request, $"seed {seed}, request {i}, texts forgotten");
            }
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task What_is_counted_by_column_agrees_with_the_definitions(int seed)
    {
        var random = new Random(seed);
        var (events, scanner) = Site(random, 1 << 24);
        var naive = new NaiveScanner(events);
        var requests = new RandomRequests(random);
        for (var i = 0; i < 150; i++)
        {
            var request = requests.NextByColumn(Start, Start + (Days * 86_400));
            await ScanComparison.AssertEqualAsync(naive, scanner, request, $"seed {seed}, request {i}");
        }
    }

    [Fact]
    public async Task A_segment_is_read_only_for_columns_that_are_not_in_memory()
    {
        var random = new Random(15);
        var (_, scanner) = Site(random, 1 << 24);
        var requests = new RandomRequests(random);
        var request = requests.Next(Start, Start + (Days * 86_400)) with { Dimensions = [], Filter = null };
        await scanner.ScanAsync(request, TestContext.Current.CancellationToken);
        var loads = scanner.Loads;

        await scanner.ScanAsync(
            request with
            {
                From = request.From + 1,
                BucketStarts = [request.From + 1],
            },
            TestContext.Current.CancellationToken
        );

        Assert.True(loads > 0);
        Assert.Equal(loads, scanner.Loads);
    }

    [Fact]
    public async Task A_question_about_more_than_the_cache_holds_keeps_what_it_read_first()
    {
        var random = new Random(16);
        var (_, whole) = Site(random, 1 << 24);
        var (_, scanner) = Site(new(16), 40_000);
        var request = new RandomRequests(random).Next(Start, Start + (Days * 86_400)) with { Dimensions = [], Filter = null };
        await whole.ScanAsync(request, TestContext.Current.CancellationToken);
        Assert.All(whole.Cached(request.Site), Assert.True);

        await scanner.ScanAsync(request, TestContext.Current.CancellationToken);
        var cached = scanner.Cached(request.Site).ToList();
        scanner.ForgetCounts();
        await scanner.ScanAsync(request, TestContext.Current.CancellationToken);

        Assert.True(cached[0]);
        Assert.InRange(cached.Count(static isCached => isCached), 2, cached.Count - 2);
        Assert.Equal(cached, scanner.Cached(request.Site));
    }

    private static (List<NaiveEvent> Events, SegmentedScanner Scanner) Site(Random random, int cacheBytes)
    {
        var scanner = new SegmentedScanner(random, cacheBytes);
        var all = new List<NaiveEvent>();
        for (var day = 0; day < Days; day++)
        {
            // Far from midnights, so that no visit crosses one.
            var start = Start + (day * 86_400L);
            var events = GeneratedTraffic.Events(random.Next(), start + 7_200, 70_000, 120).Where(e => e.Second < start + 80_000).ToList();
            scanner.Add(NaiveRollups.Of(new(RollupTier.Day, start), events), random.Next(4));
            all.AddRange(events);
        }

        return (all, scanner);
    }
}
