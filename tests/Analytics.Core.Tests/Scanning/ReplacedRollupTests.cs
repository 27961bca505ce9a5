using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>
/// Columns of a day are read when a question first needs them, so the day may be another one by then: rows of two versions never meet.
/// </summary>
public sealed class ReplacedRollupTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Morning = new(2026, 2, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_day_that_is_replaced_between_two_of_its_columns_is_read_from_the_beginning()
    {
        var pipeline = new Pipeline(Morning.AddDays(1));
        var events = Enumerable.Range(0, 50).Select(i => Event(i, $"/{i % 3}")).ToList();
        await pipeline.SendAsync(events);
        await SettleAsync(pipeline);
        var tables = new RollupReads(pipeline.Tables);
        var scanner = new RollupScanner(tables, pipeline.Sites, pipeline.Log.PartitionCount);
        var from = Morning.ToUnixTimeSeconds() - (8 * 3600);
        var total = new ScanRequest(
            Site,
            from,
            from + 86_400,
            [from],
            false,
            [],
            null,
            ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events
        );
        await ScanComparison.AssertEqualAsync(new NaiveScanner(events), scanner, total, "as it was");
        tables.BeforeDay = async () =>
        {
            // Its visitor comes first, so that all rows move.
            events.Add(Event(-1, "/late"));
            await pipeline.SendAsync([events[^1]]);
            await SettleAsync(pipeline);
        };

        var byPage = total with { Dimensions = [ScanDimension.Of(EventDimension.Page)] };
        var answer = await ScanComparison.LinesAsync(scanner, byPage);

        Assert.Null(tables.BeforeDay);
        Assert.Equal(await ScanComparison.LinesAsync(new NaiveScanner(events), byPage), answer);
    }

    [Fact]
    public async Task A_small_day_that_takes_the_place_of_its_hours_before_they_are_read_is_no_gap()
    {
        var pipeline = new Pipeline(Morning.AddDays(1), options: Pipeline.ByHours);
        await pipeline.SendAsync([.. Enumerable.Range(0, 50).Select(i => Event(i, "/"))]);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        pipeline.Clock.SetNow(Morning.AddDays(2));
        await pipeline.PruneAsync();
        var tables = new RollupReads(pipeline.Tables) { BeforeHours = async () => await pipeline.With(new()).BuildStaleAsync() };
        var scanner = new RollupScanner(tables, pipeline.Sites, pipeline.Log.PartitionCount);
        var from = Morning.ToUnixTimeSeconds() - (8 * 3600);

        var answer = await scanner.ScanAsync(
            new(Site, from, from + 86_400, [from], false, [], null, ScanNeeds.Events),
            TestContext.Current.CancellationToken
        );

        Assert.Null(tables.BeforeHours);
        Assert.Equal(50, answer.Groups.Sum(group => group[ScanCounter.Events]));
    }

    private static NaiveEvent Event(int i, string page) =>
        new(Site, Morning.ToUnixTimeSeconds() + (i * 40), (ulong)(i + 2) << 32, Page: page, Hostname: Site);

    private static async Task SettleAsync(Pipeline pipeline)
    {
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
    }
}
