using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.CountedDays;

/// <summary>Answers from the counts of whole days, against the definitions.</summary>
public sealed class CountedDaysAgreeWithTheDefinitionsTests
{
    private const int Days = 75;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Zones of whole, half and changing hours from UTC, and sizes of segments.</summary>
    public static TheoryData<string, int, int> Cases =>
        RandomSeeds.IsLong
            ? new([("Etc/UTC", 1, 65_536), ("Asia/Kolkata", 2, 40), ("America/St_Johns", 3, 65_536), ("Europe/Berlin", 4, 40)])
            : new([("Etc/UTC", 1, 40), ("America/St_Johns", 3, 65_536)]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Whole_days_are_counted_as_their_events_are(string zone, int seed, int segmentEvents)
    {
        var site = new CountedSite(
            DateTimeOffset.FromUnixTimeSeconds(CountedSite.Start + ((Days + 10) * 86400) + 7200),
            zone,
            segmentEvents
        );
        var events = GeneratedTraffic.Events(seed, CountedSite.Start, Days * 86400, 900);
        var random = new Random(seed);
        await site.SendAsync(events);

        Assert.InRange(await site.CountAsync(0, Days + 1), Days - 1, Days + 4);
        Assert.Equal(0, await site.Counter.RunAsync(Token));
        await CompareAsync("counted", isCounted: true);

        // Events that come late change their day, and visitors of the month after it.
        var known = events.Select(e => (e.Visitor, e.Second)).ToHashSet();
        var late = GeneratedTraffic
            .Events(seed + 100, CountedSite.Start + (40 * 86400), 86400, 12)
            .FindAll(e => !known.Contains((e.Visitor, e.Second)));
        events = [.. events.Concat(late).OrderBy(e => e.Second)];
        await site.Pipeline.SendAsync(late);
        await site.Pipeline.AggregateAsync();
        await CompareAsync("late events live", isCounted: false);
        await site.SendAsync([]);
        await CompareAsync("late events rolled up", isCounted: false);
        site.Pipeline.Clock.Advance(DayCounter.Pause);
        await site.CountAsync(0, Days + 1);
        await CompareAsync("counted again", isCounted: true);

        async Task CompareAsync(string because, bool isCounted)
        {
            var naive = new NaiveScanner(events);
            foreach (var dimension in CountedDimensions.All)
            {
                for (var i = 0; i < (RandomSeeds.IsLong ? 12 : 3); i++)
                {
                    var first = random.Next(Days - 10);
                    var length = random.Next(3) == 0 ? random.Next(1, 8) : random.Next(1, 32);
                    var bucket = random.Next(3) == 0 ? Days : random.Next(1, 8);
                    var request = site.Days(first, Math.Min(Days, first + length), bucket, dimension);
                    var (scanner, before) = (random.Next(2) == 0 ? site.Scanner : site.NewScanner(), site.Reads.Count);
                    await ScanComparison.AssertEqualAsync(naive, scanner, request, because);
                    var reads = site.Reads.Count - before;
                    Assert.True(!isCounted || reads == 0, $"{because}: {request} read {reads} rows of events.");
                }
            }
        }
    }
}
