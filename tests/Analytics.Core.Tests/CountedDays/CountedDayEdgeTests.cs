using System.Runtime.CompilerServices;
using Analytics.Core.Dimensions;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.CountedDays;

/// <summary>Counted days where values, time zones, rows or budgets change around them.</summary>
public sealed class CountedDayEdgeTests
{
    private const long Day = 86400;
    private const long Start = CountedSite.Start;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Visitors_of_the_only_value_may_have_had_another_one_before()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(Start + (40 * Day)));
        var events = Enumerable
            .Range(0, 30)
            .Where(day => day is not (11 or 13))
            .Select(day => EventAt(Start + (day * Day) + 4000, Lasting(day < 10 ? 1 : 2 - (day % 2)), day < 10 ? "news" : string.Empty))
            .ToList();
        await site.SendAsync(events);
        await site.CountAsync(19, 30);
        await site.CountAsync(10, 12);
        site.Pipeline.Clock.Advance(TimeSpan.FromDays(1));
        await site.CountAsync(0, 12);

        var source = ScanDimension.Of(VisitDimension.Source);
        await ScanComparison.AssertEqualAsync(new NaiveScanner(events), site.NewScanner(), site.Days(0, 30, 30, source), "by source");
    }

    [Fact]
    public async Task A_day_that_clocks_skipped_is_none()
    {
        var zone = ZoneTimeline.Of("Pacific/Apia");
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(zone.StartOf(new(2012, 2, 20))), zone.Id);
        var (from, to) = (zone.StartOf(new(2011, 12, 29)), zone.StartOf(new(2012, 1, 1)));
        var cut = zone.StartOf(new(2011, 12, 31));
        List<NaiveEvent> events =
        [
            .. new[] { from + 4000, cut - 5000, cut + 5000 }.Select((second, i) => EventAt(second, OfOneDay(Math.Min(i, 1)))),
        ];
        await site.SendAsync(events);
        await CountAsync(site, zone.Id, from, to);

        await AssertAsync(site, events, from, to);
    }

    [Fact]
    public async Task A_range_may_begin_within_a_day_of_the_zone()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(Start + (60 * Day)), "Asia/Karachi");
        var events = Enumerable
            .Range(0, 30)
            .Where(day => day != 10)
            .Select(day => EventAt(Start + (day * Day) + (3 * 3600), Lasting(2)))
            .Append(EventAt(Start + (9 * Day) + (20 * 3600), Lasting(1)))
            .Append(EventAt(Start + (11 * Day) + (20 * 3600), Lasting(1)))
            .OrderBy(e => e.Second)
            .ToList();
        await site.SendAsync(events);
        await CountAsync(site, "Asia/Karachi", Start, Start + (30 * Day));

        await AssertAsync(site, events, Start + (10 * Day), Start + (12 * Day) + (19 * 3600));
        await AssertAsync(site, events, Start + (10 * Day), Start + (13 * Day) + (19 * 3600));
    }

    [Fact]
    public async Task Days_are_counted_anew_in_another_time_zone()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(Start + (60 * Day)));
        var events = Enumerable
            .Range(0, 45)
            .Select(day => EventAt(Start + (day * Day) + 40_000, Lasting(100 + day)))
            .Append(EventAt(Start + (28 * Day) - 1800, Lasting(1)))
            .Append(EventAt(Start + (29 * Day) + 36_000, Lasting(1)))
            .OrderBy(e => e.Second)
            .ToList();
        await site.SendAsync(events);
        await CountAsync(site, "Etc/UTC", Start, Start + (45 * Day));
        site.Pipeline.Clock.Advance(TimeSpan.FromDays(1));
        await CountAsync(site, "Europe/London", Start, Start + (45 * Day));

        var london = ZoneTimeline.Of("Europe/London");
        await AssertAsync(site, events, london.StartOf(new(2015, 10, 25)), london.StartOf(new(2015, 10, 28)), london.Id);
    }

    [Fact]
    public async Task An_answer_is_not_kept_for_rows_that_came_while_it_was_read()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(Start + (20 * Day)));
        List<NaiveEvent> events = [.. Daily(12), EventAt(Start + (3 * Day) - 600, Lasting(77))];
        await site.SendAsync(events);
        await site.CountAsync(0, 12);
        var late = EventAt(Start + (3 * Day) + 300, Lasting(77));
        var tables = new AfterCounts(site.Pipeline.Tables, () => site.SendAsync([late]));
        var scanner = site.NewScanner(tables);
        await scanner.ScanAsync(site.Days(2, 3, 1, null), Token);
        Assert.True(tables.HasHappened);

        var naive = new NaiveScanner([.. events.Append(late).OrderBy(e => e.Second)]);
        await ScanComparison.AssertEqualAsync(naive, scanner, site.Days(2, 3, 1, null), "asked again");
    }

    [Fact]
    public async Task The_same_question_takes_as_much_of_its_budget_again()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(Start + (4 * Day) + 7200));
        await site.SendAsync(Daily(4));
        await site.CountAsync(0, 4);
        var scanner = site.NewScanner(new VersionedTables(site.Pipeline.Tables));
        for (var i = 0; i < 2; i++)
        {
            var result = await ScanBudget.AskAsync(
                new QueryLimits { Events = 15 },
                fraction: null,
                budget => scanner.ScanAsync(site.Days(0, 4, 1, null) with { Budget = budget }, Token)
            );
            Assert.Equal((1.0, 40.0), (result.SampledFraction, result.Groups.Sum(group => group[ScanCounter.Events])));
        }
    }

    [Fact]
    public async Task Few_days_of_lasting_ids_do_not_wait_for_ever()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(Start + (10 * Day)));
        await site.SendAsync(Enumerable.Range(0, 5).Select(day => EventAt(Start + (day * Day) + 4000, Lasting(day % 2))));

        Assert.Equal(0, await site.CountAsync(0, 5));
        site.Pipeline.Clock.Advance(TimeSpan.FromDays(8));
        Assert.InRange(await site.Counter.RunAsync(Token), 5, 6);
        Assert.Equal(0, site.Notes);
    }

    [Fact]
    public async Task Counts_that_storage_has_damaged_are_none()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(Start + (20 * Day)));
        await site.SendAsync(Daily(4));
        await site.CountAsync(0, 4);
        var scanner = site.NewScanner(new DamagedCounts(site.Pipeline.Tables));

        await ScanComparison.AssertEqualAsync(new NaiveScanner(Daily(4)), scanner, site.Days(0, 4, 4, null), "damaged");
    }

    private static NaiveEvent EventAt(long second, ulong visitor, string source = "") =>
        new(CountedSite.Id, second, visitor, Visit: new Dictionary<VisitDimension, string> { [VisitDimension.Source] = source });

    private static ulong Lasting(int visitor) => XxHash64.Mix((ulong)visitor + 1) | 1;

    private static ulong OfOneDay(int visitor) => XxHash64.Mix((ulong)visitor + 1) & ~1UL;

    /// <summary>Ten visitors a day, each with an event.</summary>
    private static List<NaiveEvent> Daily(int days) =>
        [.. Enumerable.Range(0, days * 10).Select(i => EventAt(Start + (i / 10 * Day) + 4000 + i, OfOneDay(i)))];

    private static async Task CountAsync(CountedSite site, string zone, long from, long to)
    {
        List<RollupPeriod> days = [];
        for (var day = RollupPeriod.DayNumber(from); day <= RollupPeriod.DayNumber(to); day++)
        {
            days.Add(new(RollupTier.Day, day * Day));
        }

        var (tables, clock) = (site.Pipeline.Tables, site.Pipeline.Clock);
        await StaleNote.WriteAsync(tables, StaleNote.Count, CountedSite.Id, days, clock.Now, Token);
        var counter = new DayCounter(site.NewScanner(), tables, new FixedSites(zone), clock, QuestionMemory.Unlimited);
        Assert.True(await counter.RunAsync(Token) > 0);
    }

    private static Task AssertAsync(CountedSite site, List<NaiveEvent> events, long from, long to, string? zone = null) =>
        ScanComparison.AssertEqualAsync(
            new NaiveScanner(events),
            site.NewScanner(zone: zone),
            new(CountedSite.Id, from, to, [from], false, [], null, CountedDimensions.NeedsOf(null)),
            $"{site.Counted.Count} days are counted"
        );

    private sealed class VersionedTables(InMemoryTableStore inner) : DelegatingTableStore(inner), ITableVersions
    {
        public long VersionOf(string table, string partitionKey) => 1;
    }

    /// <summary>Lets something happen after counts were read.</summary>
    private sealed class AfterCounts(ITableStore inner, Func<Task> happen) : DelegatingTableStore(inner)
    {
        public bool HasHappened { get; private set; }

        public override async IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            IReadOnlyCollection<string> parts,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var row in base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, parts, cancellationToken))
            {
                yield return row;
            }

            if (!HasHappened && fromInclusive.StartsWith(CountedDayKeys.Prefix, StringComparison.Ordinal))
            {
                HasHappened = true;
                await happen();
            }
        }
    }

    private sealed class DamagedCounts(ITableStore inner) : DelegatingTableStore(inner)
    {
        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            IReadOnlyCollection<string> parts,
            CancellationToken cancellationToken
        ) =>
            fromInclusive.StartsWith(CountedDayKeys.Prefix, StringComparison.Ordinal)
                ? throw new TableCorruptException("The counts are damaged.")
                : base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, parts, cancellationToken);
    }
}
