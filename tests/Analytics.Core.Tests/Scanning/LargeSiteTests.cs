using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>A site of several segments an hour.</summary>
public sealed class LargeSiteTests
{
    private const string Site = "large.example";
    private const int Visitors = 70_000;
    private static readonly DateTimeOffset Noon = new(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Counts_are_exact_while_live_and_when_rolled_up()
    {
        var pipeline = new Pipeline(Noon.AddMinutes(90), partitions: 1);
        foreach (var some in Enumerable.Range(0, Visitors).Chunk(2_500))
        {
            await pipeline.SendAsync([
                .. some.Select(i => new NaiveEvent(Site, Noon.ToUnixTimeSeconds() + (i % 3_000), (ulong)i * 0x9E37_79B9_7F4A_7C15)),
            ]);
        }

        await pipeline.AggregateAsync();
        await AssertExactAsync(pipeline);
        await pipeline.RollUpAsync();
        await AssertExactAsync(pipeline);
        pipeline.Clock.Advance(TimeSpan.FromDays(1));
        await pipeline.BuildStaleAsync();
        await AssertExactAsync(pipeline);
    }

    private static async Task AssertExactAsync(Pipeline pipeline)
    {
        var from = Noon.ToUnixTimeSeconds();
        var request = new ScanRequest(
            Site,
            from,
            from + 7_200,
            [from],
            BucketsSplitVisits: false,
            [],
            Filter: null,
            ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics
        );

        var result = await pipeline.Scanner.ScanAsync(request, TestContext.Current.CancellationToken);

        var all = Assert.Single(result.Groups);
        Assert.Equal((1, ScanNeeds.All), (result.SampledFraction, result.Exact));
        Assert.Equal((Visitors, Visitors), (all[ScanCounter.Pageviews], all[ScanCounter.Events]));
        Assert.Equal((Visitors, Visitors, Visitors), (all[ScanCounter.Visitors], all[ScanCounter.Visits], all[ScanCounter.Bounces]));
    }
}
