using Analytics.Core.Dimensions;
using Analytics.Core.Hashing;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.CountedDays;

/// <summary>Which days are counted, when, and what happens where they are not.</summary>
public sealed class DayCounterTests
{
    private const long Day = 86400;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_of_daily_ids_is_counted_once_the_next_one_is_built()
    {
        var site = await SiteAsync(days: 3, isLasting: false, after: 2 * 3600);

        Assert.Equal(2, await site.CountAsync(0, 3));

        Assert.Equal([CountedDayKeys.Of(CountedSite.Start), CountedDayKeys.Of(CountedSite.Start + Day)], site.Counted);
        site.Pipeline.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await site.CountAsync(0, 3));
        Assert.Equal(0, site.Notes);
    }

    [Fact]
    public async Task Days_of_lasting_ids_are_counted_a_week_at_a_time_when_hardly_any_event_comes_late()
    {
        var site = await SiteAsync(days: 12, isLasting: true, after: 2 * 3600);
        await AskAsync(site);

        Assert.Equal(8, await site.Counter.RunAsync(Token));
        site.Pipeline.Clock.Advance(DayCounter.Pause + TimeSpan.FromDays(4));
        Assert.Equal(0, await site.Counter.RunAsync(Token));
        Assert.Equal(8, site.Counted.Count);

        Task AskAsync(CountedSite asked) => asked.NewScanner().ScanAsync(asked.Days(0, 12, 1, null), Token).AsTask();
    }

    [Fact]
    public async Task A_day_that_changes_is_scanned_and_counted_again_after_a_pause()
    {
        var site = await SiteAsync(days: 4, isLasting: false, after: Day);
        await site.CountAsync(0, 4);
        var counted = site.Counted;
        await site.SendAsync([new(CountedSite.Id, CountedSite.Start + 500, 98)]);

        Assert.Equal(0, await site.CountAsync(0, 4));
        Assert.Equal(11, await EventsAsync(site, 0, 1, isScanned: true));
        site.Pipeline.Clock.Advance(DayCounter.Pause);
        Assert.Equal(2, await site.CountAsync(0, 4));

        Assert.Equal(counted, site.Counted);
        Assert.Equal(11, await EventsAsync(site, 0, 1, isScanned: false));
    }

    [Fact]
    public async Task Buckets_after_the_counted_ones_are_scanned()
    {
        var site = await SiteAsync(days: 9, isLasting: true, after: 20 * Day);
        Assert.InRange(await site.CountAsync(0, 9), 9, 10);
        var growing = Events(days: 1, isLasting: true, first: CountedSite.Start + (9 * Day));
        await site.Pipeline.SendAsync(growing);
        await site.Pipeline.AggregateAsync();
        var naive = new NaiveScanner([.. Events(9, isLasting: true), .. growing]);

        foreach (var dimension in (ScanDimension?[])[null, ScanDimension.Of(EventDimension.Page)])
        {
            foreach (var days in (int[])[1, 3, 10])
            {
                await ScanComparison.AssertEqualAsync(
                    naive,
                    site.NewScanner(),
                    site.Days(0, 10, days, dimension),
                    $"{days} days a bucket"
                );
            }
        }
    }

    [Fact]
    public async Task Counted_days_take_nothing_of_the_budget_of_events()
    {
        var site = await SiteAsync(days: 4, isLasting: false, after: 2 * Day);
        await site.CountAsync(0, 4);
        var (asked, whole) = (site.NewScanner(), site.Days(0, 4, 4, null));

        async Task<ScanResult> AskAsync(ScanRequest request) =>
            await ScanBudget.AskAsync(
                new QueryLimits { Events = 15 },
                fraction: null,
                budget => asked.ScanAsync(request with { Budget = budget }, Token)
            );

        var exact = await AskAsync(whole);
        Assert.Equal((1.0, 40.0), (exact.SampledFraction, exact.Groups.Sum(group => group[ScanCounter.Events])));
        Assert.True((await AskAsync(whole with { Needs = whole.Needs | ScanNeeds.Durations })).SampledFraction < 1);
    }

    [Fact]
    public async Task Days_that_are_not_counted_are_asked_for_once_an_hour()
    {
        var site = await SiteAsync(days: 4, isLasting: false, after: Day);
        var scanner = site.Scanner;
        await scanner.ScanAsync(site.Days(1, 2, 1, null), Token);
        Assert.Equal(1, site.Notes);
        await scanner.ScanAsync(site.Days(0, 3, 1, null), Token);
        Assert.Equal(3, site.Notes);
        await site.Counter.RunAsync(Token);
        Assert.Equal(0, site.Notes);

        foreach (var key in site.Counted)
        {
            var row = (await site.Pipeline.Tables.ReadAsync(TableNames.Rollups, CountedSite.Id, key, Token))!;
            await site.Pipeline.Tables.CommitAsync(TableNames.Rollups, CountedSite.Id, [TableOperation.Delete(key, row.ETag)], Token);
        }

        await scanner.ScanAsync(site.Days(0, 3, 3, null), Token);
        Assert.Equal(0, site.Notes);
        site.Pipeline.Clock.Advance(TimeSpan.FromHours(1));
        await scanner.ScanAsync(site.Days(0, 3, 3, ScanDimension.Of(EventDimension.Page)), Token);
        Assert.Equal(3, site.Notes);
    }

    [Fact]
    public async Task A_site_with_few_events_asks_for_nothing()
    {
        var site = await SiteAsync(days: 4, isLasting: false, after: Day);
        var usual = new RollupScanner(site.Reads, new FixedSites(), site.Pipeline.Log.PartitionCount, clock: site.Pipeline.Clock);

        await usual.ScanAsync(site.Days(0, 3, 1, null), Token);

        Assert.Equal((0, 0), (site.Notes, await site.Counter.RunAsync(Token)));
    }

    [Fact]
    public async Task A_damaged_day_is_scanned()
    {
        var site = await SiteAsync(days: 4, isLasting: false, after: 2 * Day);
        await site.CountAsync(0, 4);
        foreach (var key in site.Counted)
        {
            byte[] head = key == site.Counted[1] ? [9] : [];
            await site.Pipeline.Tables.CommitAsync(TableNames.Rollups, CountedSite.Id, [TableOperation.Upsert(key, default, head)], Token);
        }

        Assert.Equal(40, await EventsAsync(site, 0, 4, isScanned: true));
    }

    private static async Task<double> EventsAsync(CountedSite site, int first, int end, bool isScanned)
    {
        var before = site.Reads.Count;
        var result = await site.NewScanner().ScanAsync(site.Days(first, end, end - first, null), Token);
        Assert.Equal(isScanned, site.Reads.Count > before);
        return result.Groups.Sum(group => group[ScanCounter.Events]);
    }

    private static async Task<CountedSite> SiteAsync(int days, bool isLasting, long after)
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(CountedSite.Start + (days * Day) + after));
        await site.SendAsync(Events(days, isLasting));
        return site;
    }

    /// <summary>Ten visitors a day, each with an event.</summary>
    private static List<NaiveEvent> Events(int days, bool isLasting, long first = CountedSite.Start) =>
        [
            .. from day in Enumerable.Range(0, days)
            from visitor in Enumerable.Range(0, 10)
            let id = XxHash64.Mix((ulong)(isLasting ? visitor % (day + 3) : (day * 100) + visitor))
            select new NaiveEvent(
                CountedSite.Id,
                first + (day * Day) + 4000 + (visitor * 60),
                isLasting ? id | 1 : id & ~1UL,
                Page: $"/{visitor % 3}"
            ),
        ];
}
