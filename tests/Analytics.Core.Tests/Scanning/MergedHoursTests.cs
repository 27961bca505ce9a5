using Analytics.Core.Dimensions;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Days whose hours are built, of which the day is not yet.</summary>
public sealed class MergedHoursTests
{
    private const long Day = 86400;
    private const long Start = 20_000 * Day;
    private const string Site = "site.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_that_exceeds_the_cache_is_merged_once_for_all_columns()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (6 * 3600)));
        await pipeline.SendAsync(GeneratedTraffic.Events(1, Start, 5 * 3600, 70));
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        var reads = new RollupReads(pipeline.Tables);

        // A sixteenth of the cache is too little for 200 events, a third is not.
        var scanner = new RollupScanner(
            reads,
            new FixedSites(),
            pipeline.Log.PartitionCount,
            new ScanMemory(96_000, 1_000_000),
            pipeline.Clock
        );

        Assert.True(await EventsAsync(VisitDimension.Source) > 150);
        Assert.InRange(reads.Hours, 1, 10);
        var before = reads.Hours;
        await EventsAsync(VisitDimension.Country);

        Assert.Equal(before, reads.Hours);

        async Task<double> EventsAsync(VisitDimension dimension)
        {
            var request = new ScanRequest(
                Site,
                Start,
                Start + Day,
                [Start],
                BucketsSplitVisits: false,
                [ScanDimension.Of(dimension)],
                Filter: null,
                ScanNeeds.Events
            );
            return (await scanner.ScanAsync(request, Token)).Groups.Sum(static group => group[ScanCounter.Events]);
        }
    }
}
