using Analytics.Core.Periods;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Tests.Scanning;

/// <summary>The cost of questions and exports where there are tens of thousands of days, with events or without.</summary>
public sealed class ManyDaysTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Midnight = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupPeriod Last = RollupPeriod.Of(RollupTier.Day, Midnight.AddDays(-1).ToUnixTimeSeconds());

    [Fact]
    public void A_day_is_asked_for_without_a_look_at_all_days_in_memory()
    {
        const int days = 2_000;
        var (kept, looks) = (new KeptDays(new()), 0);
        for (var turn = 0; turn < 2; turn++)
        {
            for (var day = 0; day < days; day++)
            {
                var period = new RollupPeriod(RollupTier.Day, Last.Start - (day * RollupPeriod.Day));
                var found = kept.Find(KeyOf(period)) ?? Add(kept, period);
                kept.Ask(found, stamp: 1 + turn, Knows);
            }
        }

        Assert.True(kept.Has(KeyOf(Last)));
        Assert.InRange(looks, days, 2 * days);

        bool Knows(long start, long end)
        {
            looks++;
            return true;
        }
    }

    [Fact]
    public void Days_whose_blocks_are_forgotten_go_with_the_next_question()
    {
        var kept = new KeptDays(new());
        var (first, second) = (Add(kept, Last), Add(kept, new(RollupTier.Day, Last.Start - RollupPeriod.Day)));
        kept.Ask(first, stamp: 1, (_, _) => true);
        kept.Ask(second, stamp: 1, (_, _) => true);

        kept.Ask(first, stamp: 2, (_, _) => false);

        Assert.Equal((true, false), (kept.Has(first.Key), kept.Has(second.Key)));
        var third = Add(kept, new(RollupTier.Day, Last.Start - (2 * RollupPeriod.Day)));
        kept.Ask(third, stamp: 2, (start, _) => start == third.Day.Start);
        Assert.Equal((false, true), (kept.Has(first.Key), kept.Has(third.Key)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Events_are_read_without_reads_of_the_days_before_between_and_after_them(bool isRolledUp, bool isBuilt)
    {
        var (old, recent) = (Midnight.AddDays(-9_000).AddHours(5).ToUnixTimeSeconds(), Last.Start + 100);
        var pipeline = new Pipeline(Midnight.AddHours(2), partitions: 1);
        await pipeline.SendAsync([
            new(Site, old, 1, Page: "/old", Hostname: Site),
            new(Site, Last.Start - 50, 2, Page: "/before", Hostname: Site),
            new(Site, recent, 3, Page: "/recent", Hostname: Site),
        ]);
        await pipeline.AggregateAsync();
        _ = isRolledUp ? await pipeline.RollUpAsync() : 0;
        _ = isBuilt ? await pipeline.BuildStaleAsync() : 0;
        var tables = new CountingTableStore(pipeline.Tables);
        var scanner = SmallScanner.Of(tables, pipeline.Sites, pipeline.Log.PartitionCount);

        List<StoredEvent> events =
        [
            .. await scanner
                .ReadEventsAsync(Site, ZoneTimeline.Earliest, ZoneTimeline.Latest, TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken),
        ];

        Assert.Equal(["/old", "/before", "/recent"], events.Select(stored => stored.Page));
        Assert.InRange(tables.Reads.Values.Sum(), 1, 150);
    }

    private static (long Start, long End, RollupTier Tier) KeyOf(RollupPeriod day) => (day.Start, day.End, RollupTier.Hour);

    private static KeptDay Add(KeptDays days, RollupPeriod day)
    {
        var kept = new KeptDay(KeyOf(day), "", [], [], EmptyDays.Of(day), 0, null);
        days.Set(kept);
        return kept;
    }
}
