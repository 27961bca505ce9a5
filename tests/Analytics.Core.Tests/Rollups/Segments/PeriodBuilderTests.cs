using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tests.Periods;

namespace Analytics.Core.Tests.Rollups.Segments;

/// <summary>A period in segments is the period, whatever the number of its segments.</summary>
public sealed class PeriodBuilderTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Segments_together_are_the_period_and_nest(int seed)
    {
        var random = new Random(seed);
        var parts = Parts(random, alsoOfOthers: true);
        var (whole, rows) = await BuildAsync(parts, int.MaxValue);
        foreach (var events in (int[])[10, 60, 200])
        {
            var (some, ofSegments) = await BuildAsync([.. parts.OrderBy(_ => random.Next())], events);
            Assert.NotNull(some.Segments);
            Assert.Equal(rows, ofSegments);
            Assert.Equal(Sums(whole), Sums(some));
        }

        var (one, ofOne) = await BuildAsync(parts, int.MaxValue, rowEvents: 100);
        Assert.Equal(0, one.Segments!.Bits);
        Assert.Single(one.Segments.Entries);
        Assert.Equal(rows, ofOne);
        Assert.Equal(Sums(whole), Sums(one));
    }

    [Fact]
    public async Task A_day_is_read_by_column_from_fewer_events_on_than_an_hour()
    {
        var hour = new RollupMerger().Merge(RandomRollups.Hour, Parts(new(1), alsoOfOthers: false), cancellationToken: Token);
        var day = RollupPeriod.Of(RollupTier.Day, RandomRollups.Hour.Start);
        var builder = new PeriodBuilder(new() { RowEventsOfDay = hour.EventCount - 1 });

        var ofHour = await HeadAsync(RandomRollups.Hour);
        var ofDay = await HeadAsync(day);

        Assert.Null(ofHour.Segments);
        Assert.Single(ofDay.Segments!.Entries);
        Assert.Equal(hour.EventCount, ofDay.EventCount);

        async Task<Rollup> HeadAsync(RollupPeriod period) =>
            (
                await builder.BuildAsync(period, [new LoadedPart(hour)], included => included, UntimedIds.None, new SegmentMemory(), Token)
            ).Head;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Segments_are_merged_into_finer_and_coarser_ones(int seed)
    {
        var random = new Random(seed);
        var parts = Parts(random, alsoOfOthers: false);
        var (whole, rows) = await BuildAsync(parts, int.MaxValue);
        var memory = new SegmentMemory();
        var half = await new PeriodBuilder(new() { SegmentEvents = 40 }).BuildAsync(
            RandomRollups.Hour,
            [.. parts.Take(200).Select(part => new LoadedPart(part))],
            included => included,
            UntimedIds.None,
            memory,
            Token
        );
        foreach (var events in (int[])[15, 100, int.MaxValue])
        {
            var (some, ofSegments) = await BuildAsync(
                [memory.PartOf(half.Head), .. parts.Skip(200).Select(part => new LoadedPart(part))],
                events
            );
            Assert.Equal(rows, ofSegments);
            Assert.Equal(Sums(whole), Sums(some));
        }
    }

    [Fact]
    public async Task The_same_events_make_the_same_segments()
    {
        var parts = Parts(new Random(3), alsoOfOthers: true);
        var (a, _) = await BuildAsync(parts, 30);
        var (b, _) = await BuildAsync(Enumerable.Reverse(parts), 30);
        Assert.Equal(a.Segments!.Entries, b.Segments!.Entries);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Repetitions_among_very_many_ids_are_those_that_are_found_among_few(int seed)
    {
        var parts = Parts(new Random(seed), alsoOfOthers: true);

        var (head, rows) = await BuildAsync(parts, 30);

        var (headOfMany, rowsOfMany) = await BuildAsync(parts, 30, keysTogether: 0);

        Assert.Equal((rows, Sums(head)), (rowsOfMany, Sums(headOfMany)));
    }

    /// <summary>Parts of one event each, some of which come twice: of the same visitor, or also of another.</summary>
    private static IReadOnlyList<Rollup> Parts(Random random, bool alsoOfOthers)
    {
        var events = RandomRollups.Events(random, 300, 60, keys: true);
        var keyed = events.Where(e => e.Key != 0).ToList();
        var again = keyed
            .Where(_ => random.Next(3) == 0)
            .Select(
                (e, i) =>
                    e with
                    {
                        Visitor = !alsoOfOthers || random.Next(2) == 0 ? e.Visitor : keyed[random.Next(keyed.Count)].Visitor,
                        Millisecond = e.Millisecond + (alsoOfOthers ? random.Next(2) : 0),
                        Sequence = 1000 + i,
                    }
            );
        return [.. events.Concat(again).Select(e => RandomRollups.Part([e]))];
    }

    private static Task<(Rollup Head, string Rows)> BuildAsync(
        IEnumerable<Rollup> parts,
        int segmentEvents,
        int keysTogether = int.MaxValue,
        int rowEvents = int.MaxValue
    ) => BuildAsync([.. parts.Select(part => new LoadedPart(part))], segmentEvents, keysTogether, rowEvents);

    private static async Task<(Rollup Head, string Rows)> BuildAsync(
        IReadOnlyList<IPartSource> parts,
        int segmentEvents,
        int keysTogether = int.MaxValue,
        int rowEvents = int.MaxValue
    )
    {
        var memory = new SegmentMemory();
        var options = new RollupOptions
        {
            RowEvents = rowEvents,
            SegmentEvents = segmentEvents,
            KeysTogether = keysTogether,
        };
        var built = await new PeriodBuilder(options).BuildAsync(
            RandomRollups.Hour,
            parts,
            included => included,
            UntimedIds.None,
            memory,
            Token
        );
        var source = memory.PartOf(built.Head);
        var text = string.Empty;
        for (var prefix = 0; prefix < 1 << source.Bits; prefix++)
        {
            var range = VisitorRange.OfPrefix(source.Bits, prefix);
            foreach (var part in await source.LoadAsync(range, Token))
            {
                var rows = (Rollup)part;
                Assert.All(rows.Columns.Visitors.Value, visitor => Assert.True(range.Contains(visitor)));
                text += RollupText.Rows(rows);
            }
        }

        return (built.Head, text);
    }

    private static string Sums(Rollup head) =>
        string.Join('\n', RollupText.Sums(head), head.VisitorCount, head.VisitCount, head.EventCount);
}
