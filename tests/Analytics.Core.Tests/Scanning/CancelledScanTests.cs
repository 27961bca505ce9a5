using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>A question that nobody waits for any more takes no processor.</summary>
public sealed class CancelledScanTests
{
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const int Pages = 5_000;
    private const int MaxTests = 1_000;

    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_goals_about_many_pages_end_between_some_pages(bool areFilters)
    {
        var scanner = new SegmentedScanner(new Random(1), 1 << 24);
        var events = Enumerable
            .Range(0, Pages)
            .Select(i => new NaiveEvent("shop.example", Start + 3_600 + i, (ulong)(i % 700) << 40 | 1, Page: $"/{i}"))
            .ToList();
        scanner.Add(NaiveRollups.Of(new(RollupTier.Day, Start), events), 2);
        using var given = new CancellationTokenSource();
        var tests = 0;
        ScanFilter.Goal[] goals =
        [
            .. Enumerable.Range(0, 20).Select(i => new ScanFilter.Goal(new ScanFilter.Match(Page, _ => Test(), $"goal {i}"))),
        ];
        var request = new ScanRequest(
            "shop.example",
            Start,
            Start + 86_400,
            [Start],
            BucketsSplitVisits: false,
            areFilters ? [] : [new(ScanDimensionKind.Goal)],
            areFilters ? new ScanFilter.Or(goals) : null,
            ScanNeeds.Visitors | ScanNeeds.Events
        )
        {
            Goals = areFilters ? [] : [.. goals.Select((goal, i) => new ScanGoal($"goal {i}", goal))],
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await scanner.ScanAsync(request, given.Token));

        Assert.InRange(tests, 1, MaxTests);

        bool Test()
        {
            if (Interlocked.Increment(ref tests) == 1)
            {
                given.Cancel();
            }

            return false;
        }
    }
}
