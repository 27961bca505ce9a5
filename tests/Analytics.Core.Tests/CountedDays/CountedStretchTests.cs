using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.CountedDays;

/// <summary>Ranges of which some days are counted, and what is before and after them is scanned.</summary>
public sealed class CountedStretchTests
{
    private const int Days = 45;
    private const long Day = 86400;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Time zones, and from which day and to which one some visitors have lasting ids.</summary>
    public static TheoryData<string, int, int, int> Cases =>
        RandomSeeds.IsLong
            ? new([
                ("Etc/UTC", 1, 0, 0),
                ("Asia/Kolkata", 2, 0, 0),
                ("America/St_Johns", 3, 0, 20),
                ("Europe/Berlin", 4, 25, Days + 1),
                ("Asia/Tokyo", 5, 0, Days + 1),
            ])
            : new([("Asia/Kolkata", 2, 0, 0), ("America/St_Johns", 3, 0, 20), ("Etc/UTC", 4, 25, Days + 1)]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Counted_and_scanned_days_add_up(string zone, int seed, int lastingFrom, int lastingTo)
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(CountedSite.Start + (Days * Day) + (6 * 3600)), zone);
        var events = GeneratedTraffic
            .Events(seed, CountedSite.Start, (int)((Days * Day) + (5 * 3600)), 700)
            .FindAll(e => (e.Visitor & 1) == 0 || (DayOf(e.Second) >= lastingFrom && DayOf(e.Second) < lastingTo));
        await site.SendAsync(events);
        Assert.InRange(await site.CountAsync(0, Days + 1), 25, Days);
        var random = new Random(seed);
        await CompareAsync("counted");
        await DeleteAsync(site, random.Next(2, 12));
        await CompareAsync("without the first days");
        await DeleteAsync(site, random.Next(15, 30));
        await CompareAsync("without a day between");

        async Task CompareAsync(string because)
        {
            var naive = new NaiveScanner(events);
            foreach (var dimension in CountedDimensions.All)
            {
                for (var i = 0; i < (RandomSeeds.IsLong ? 12 : 3); i++)
                {
                    var request = RequestOf(site, random, dimension);
                    var scanner = random.Next(2) == 0 ? site.Scanner : site.NewScanner();
                    await ScanComparison.AssertEqualAsync(naive, scanner, request, because);
                }
            }
        }

        static long DayOf(long second) => (second - CountedSite.Start) / Day;
    }

    [Theory]
    [InlineData(Days + 1)]
    [InlineData(10)]
    public async Task Of_daily_ids_the_last_days_alone_are_read(int daysOfBucket)
    {
        var site = await DailyAsync();
        var ofLastDays = await ReadsAsync(site, Days - 2, Days + 1, Days);

        Assert.InRange(await ReadsAsync(site, 0, Days + 1, daysOfBucket), 1, ofLastDays);
    }

    [Fact]
    public async Task Of_daily_ids_the_first_and_the_last_days_alone_are_read()
    {
        var site = await DailyAsync();
        await DeleteAsync(site, 5);
        var ofThese = await ReadsAsync(site, 0, 6, Days) + await ReadsAsync(site, Days - 2, Days + 1, Days);

        Assert.InRange(await ReadsAsync(site, 0, Days + 1, Days + 1), 1, ofThese);
    }

    [Fact]
    public async Task Days_before_the_counted_ones_are_read()
    {
        var site = await DailyAsync();
        await DeleteAsync(site, 5);
        var ofFirstDays = await ReadsAsync(site, 0, 6, Days);

        Assert.InRange(await ReadsAsync(site, 0, 40, Days), 1, ofFirstDays);
    }

    [Fact]
    public async Task Counts_are_read_once_while_the_day_grows()
    {
        var site = await DailyAsync();
        var tables = new CountReads(site.Pipeline.Tables);
        var scanner = site.NewScanner(tables);
        var request = site.Days(0, Days + 1, Days + 1, null);
        var first = (await scanner.ScanAsync(request, Token)).Groups.Single()[ScanCounter.Events];

        await site.Pipeline.SendAsync([new(CountedSite.Id, CountedSite.Start + (Days * Day) + (5 * 3600) + 100, 2)]);
        await site.Pipeline.AggregateAsync();

        Assert.Equal(first + 1, (await scanner.ScanAsync(request, Token)).Groups.Single()[ScanCounter.Events]);
        Assert.Equal(1, tables.Parts);
    }

    [Fact]
    public async Task Visitors_with_lasting_ids_may_be_there_before_and_after_days_without_any()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(CountedSite.Start + (Days * Day) + (6 * 3600)));
        List<NaiveEvent> events = [.. Enumerable.Range(0, Days + 1).Select(day => EventAt(day, day is 1 or Days ? 7UL : (ulong)day * 2))];
        await site.SendAsync(events);
        Assert.InRange(await site.CountAsync(10, Days + 1), 35, 43);

        await ScanComparison.AssertEqualAsync(
            new NaiveScanner(events),
            site.NewScanner(),
            site.Days(0, Days + 1, Days + 1, null),
            $"{site.Counted.Count} days are counted"
        );
    }

    [Fact]
    public async Task Visitors_may_come_back_after_more_days_than_are_counted()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(CountedSite.Start + (60 * Day)));
        List<NaiveEvent> events = [.. Enumerable.Range(0, 41).Select(day => EventAt(day, day is 0 or 40 ? 7UL : 9))];
        await site.SendAsync(events);
        Assert.InRange(await site.CountAsync(0, 41), 41, 42);

        await ScanComparison.AssertEqualAsync(new NaiveScanner(events), site.NewScanner(), site.Days(0, 41, 41, null), "41 days");
    }

    private static NaiveEvent EventAt(int day, ulong visitor) => new(CountedSite.Id, CountedSite.Start + (day * Day) + 4000, visitor);

    private static async Task<CountedSite> DailyAsync()
    {
        var site = new CountedSite(DateTimeOffset.FromUnixTimeSeconds(CountedSite.Start + (Days * Day) + (6 * 3600)));
        await site.SendAsync(
            GeneratedTraffic.Events(9, CountedSite.Start, (int)((Days * Day) + (5 * 3600)), 700).FindAll(static e => (e.Visitor & 1) == 0)
        );
        Assert.Equal(Days - 1, await site.CountAsync(0, Days + 1));
        return site;
    }

    /// <summary>Number of rows with events that a first question about the totals of some days reads.</summary>
    private static async Task<int> ReadsAsync(CountedSite site, int first, int end, int daysOfBucket)
    {
        var before = site.Reads.Count;
        await site.NewScanner().ScanAsync(site.Days(first, end, daysOfBucket, null), Token);
        return site.Reads.Count - before;
    }

    /// <summary>A question about any range, often of whole days, in time buckets of any sizes.</summary>
    private static ScanRequest RequestOf(CountedSite site, Random random, ScanDimension? dimension)
    {
        var first = random.Next(Days - 5);
        var request = site.Days(
            first,
            random.Next(2) == 0 ? Days + 1 : random.Next(first + 1, Days + 2),
            random.Next(2) == 0 ? Days + 1 : random.Next(1, 20),
            dimension
        );
        if (random.Next(3) == 0)
        {
            var from = request.From + (random.Next(1, 24) * 3600);
            request = request with { From = from, BucketStarts = [from, .. request.BucketStarts.Where(start => start > from)] };
        }

        var to = request.To - (random.Next(3) == 0 ? random.Next(1, 24) * 3600 : 0);
        to = to <= request.BucketStarts[^1] ? request.To : to;
        return request with { To = to, Needs = random.Next(4) == 0 ? request.Needs & ~ScanNeeds.Visitors : request.Needs };
    }

    /// <summary>Deletes the counts of a day; of the first days for an early one.</summary>
    private static async Task DeleteAsync(CountedSite site, int day)
    {
        var (from, to) = (CountedSite.Start + ((day < 15 ? -1 : day) * Day), CountedSite.Start + ((day + 1) * Day));
        await new CountedDayTable(site.Pipeline.Tables, CountedSite.Id).DeleteAsync(from, to, Token);
    }

    /// <summary>Counts reads of counts.</summary>
    private sealed class CountReads(ITableStore inner) : DelegatingTableStore(inner)
    {
        public int Parts { get; private set; }

        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            IReadOnlyCollection<string> parts,
            CancellationToken cancellationToken
        )
        {
            Parts += fromInclusive.StartsWith(CountedDayKeys.Prefix, StringComparison.Ordinal) ? 1 : 0;
            return base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, parts, cancellationToken);
        }
    }
}
