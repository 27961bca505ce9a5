using Analytics.Core.Jobs;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.CountedDays;

/// <summary>Counts of days go with what they are of.</summary>
public sealed class CountedDayDeletionTests
{
    private const string Site = "site0.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ErasureKind.Range)]
    [InlineData(ErasureKind.Visitor)]
    [InlineData(ErasureKind.Site)]
    public async Task Erased_days_are_not_counted_any_more(ErasureKind kind)
    {
        using var world = await PlayAsync();
        var (from, to) = kind == ErasureKind.Site ? (Start, Start.AddDays(40)) : (Start.AddDays(20), Start.AddDays(21));
        var visitor = new History(7, Start, 40, sites: 1, visitsPerDay: 20).Events.First(e => e.Event.Second > from.ToUnixTimeSeconds());

        await world.EraseAsync(kind, Site, from, to, kind == ErasureKind.Visitor ? visitor.Event.Visitor : null);

        var left = Counted(world);
        Assert.DoesNotContain(CountedDayKeys.Of(from.ToUnixTimeSeconds()), left);
        Assert.Equal(kind != ErasureKind.Site, left.Contains(CountedDayKeys.Of(from.AddDays(-5).ToUnixTimeSeconds())));
        await AssertAnswersAsync(world);
        await CounterOf(world).RunAsync(Token);
        await AssertAnswersAsync(world);
    }

    [Fact]
    public async Task Days_that_a_site_keeps_no_longer_are_not_counted_any_more()
    {
        using var world = await PlayAsync();
        await world.Sites.UpdateAsync(Site, site => site with { RetentionDays = 20 }, Token);
        var keptFrom = RollupRetention.KeptFrom(world.Clock.Now, 20);
        Assert.Contains(CountedDayKeys.Of(keptFrom - 86400), Counted(world));

        await new RollupRetention(world.Tables, world.Sites, new(world.Tables, world.Clock), world.Clock, new()).RunAsync(Token);

        Assert.Equal(CountedDayKeys.Of(keptFrom), Counted(world)[0]);
        await AssertAnswersAsync(world);
    }

    /// <summary>Answers are those without counts.</summary>
    private static async Task AssertAnswersAsync(World world)
    {
        for (var first = 0; first < 35; first += 5)
        {
            var (from, to) = (Start.AddDays(first).ToUnixTimeSeconds(), Start.AddDays(first + 5).ToUnixTimeSeconds());
            foreach (var dimension in CountedDimensions.All)
            {
                var request = new ScanRequest(
                    Site,
                    from,
                    to,
                    [from],
                    BucketsSplitVisits: false,
                    dimension is { } of ? [of] : [],
                    Filter: null,
                    CountedDimensions.NeedsOf(dimension)
                );
                await ScanComparison.AssertEqualAsync(world.Scanner, ScannerOf(world), request, "after the deletion");
            }
        }
    }

    private static string[] Counted(World world) =>
        [
            .. world
                .Tables.RowsOf(TableNames.Rollups)
                .Where(row => row.PartitionKey == Site && row.RowKey.StartsWith(CountedDayKeys.Prefix, StringComparison.Ordinal))
                .Select(row => row.RowKey)
                .Order(StringComparer.Ordinal),
        ];

    private static RollupScanner ScannerOf(World world) =>
        SmallScanner.Counting(world.Tables, new FixedSites(), world.Log.PartitionCount, world.Clock);

    private static DayCounter CounterOf(World world) =>
        new(ScannerOf(world), world.Tables, new FixedSites(), world.Clock, QuestionMemory.Unlimited);

    private static async Task<World> PlayAsync()
    {
        var history = new History(7, Start, days: 40, sites: 1, visitsPerDay: 20);
        var world = new World(history.Clock, history.Log, new InMemoryTableStore(), rollups: new() { MonthEvents = 0 });
        await world.Sites.CreateAsync(new(Site, "Etc/UTC", Start), Token);
        await history.PlayAsync(
            24,
            async () =>
            {
                await world.AggregateAsync();
                await world.RollUpAsync();
            }
        );
        history.Clock.Advance(TimeSpan.FromDays(8));
        await world.RollUpAsync();
        var (from, to) = (Start.ToUnixTimeSeconds(), Start.AddDays(40).ToUnixTimeSeconds());
        await ScannerOf(world).ScanAsync(new(Site, from, to, [from], false, [], null, ScanNeeds.Visitors), Token);
        Assert.InRange(await CounterOf(world).RunAsync(Token), 39, 47);
        return world;
    }
}
