using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>
/// The slices of a large day that grows: each is merged, forgotten and left out by itself, so that no question waits for all.
/// </summary>
public sealed class DaySlicesTests
{
    private const int Slices = 32;
    private static readonly RollupPeriod Day = RollupPeriod.Of(
        RollupTier.Day,
        new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()
    );

    [Fact]
    public void A_question_merges_some_slices_with_many_touched_visitors_and_leaves_the_others_to_the_next()
    {
        var day = DayOf(2_000);
        Add(day, 0, 400);

        for (var question = 1; question <= 8; question++)
        {
            // The event before may have touched a slice that was merged.
            Assert.InRange(day.View().Slices.Count(slice => slice.Delta is null), (question * 4) - (question - 1), question * 4);
            Assert.Equal(2_399 + question, EventsOf(day));
            Add(day, 10_000 + question, 1);
        }

        // Each slice was merged when it was its turn, and later events are too few to merge it again.
        Assert.InRange(day.View().Slices.Count(slice => slice.Delta is null), Slices - 8, Slices);
    }

    [Fact]
    public void A_slice_whose_visitors_were_touched_by_half_is_merged_whatever_else_is()
    {
        var day = DayOf(2_000);
        Add(day, 0, 2_000);

        Assert.All(day.View().Slices, slice => Assert.Null(slice.Delta));
        Assert.Equal(4_000, EventsOf(day));
    }

    [Fact]
    public void What_came_when_is_forgotten_of_few_slices_at_a_time_unless_it_is_twice_too_much()
    {
        var day = DayOf(2_000, new() { SlicedFrom = 1_000, MaxApartWeight = 250_000 });
        var before = day.Mark;
        Add(day, 0, 3_000);
        var after = day.Mark;
        Assert.Equal(4, day.View().Slices.Count(slice => slice.Slice.Since > before));
        Assert.Null(day.ChangesSince(before));
        Assert.NotNull(day.ChangesSince(after));

        Add(day, 0, 1);
        Assert.Equal(8, day.View().Slices.Count(slice => slice.Slice.Since > before));

        Add(day, 0, 6_000);
        Assert.All(day.View().Slices, slice => Assert.True(slice.Slice.Since > before));
        Assert.Equal(11_001, EventsOf(day));
    }

    [Fact]
    public void Slices_are_left_out_as_a_whole_and_the_others_keep_what_came()
    {
        var day = DayOf(2_000, new() { SlicedFrom = 1_000, Sampling = new(100_000, 2_100) });
        var kept = day.View().Slices[0].Slice;
        Add(day, 0, 200);

        Assert.Equal(28UL << 59, day.Threshold);
        var slices = day.View().Slices;
        Assert.Same(kept, slices[0].Slice);
        Assert.All(slices.Take(28), slice => Assert.NotEqual(0, slice.Slice.Whole.EventCount));
        Assert.All(slices.Skip(28), slice => Assert.Equal(0, slice.Slice.Whole.EventCount));
        Assert.All(slices, slice => Assert.Equal(day.Threshold, slice.Slice.Whole.Threshold));
        Assert.Equal(Events(0, 2_000).Concat(Events(0, 200)).Count(e => e.Visitor < day.Threshold), EventsOf(day));
    }

    [Fact]
    public void Less_than_a_slice_can_be_kept()
    {
        var day = DayOf(2_000, new() { SlicedFrom = 1_000, Sampling = new(100_000, 2_100) });

        day.MakeRoom(200_000);

        Assert.InRange(day.Threshold, 1UL << 56, 1UL << 59);
        Assert.Equal(Events(0, 2_000).Count(e => e.Visitor < day.Threshold), EventsOf(day));
    }

    [Fact]
    public void Visitors_are_left_out_where_their_rows_take_too_much_memory()
    {
        var day = DayOf(2_000, new() { MaxWeight = 100_000 });

        Add(day, 2_000, 2_000);

        Assert.InRange(day.Threshold, 1UL << 56, ulong.MaxValue - 1);
        Assert.InRange(EventsOf(day), 200, 3_500);
    }

    private static OpenDay DayOf(int events, OpenDayLimits? limits = null)
    {
        var day = EmptyDays.Of(Day, limits ?? new() { SlicedFrom = 1_000 });
        Add(day, 0, events);
        _ = day.Wholes();
        return day;
    }

    private static void Add(OpenDay day, int first, int count) =>
        day.Append([NaiveRollups.Of(RollupPeriod.Of(RollupTier.Hour, Day.Start), Events(first, count))]);

    private static int EventsOf(OpenDay day) =>
        day.View()
            .Slices.Sum(slice =>
                (slice.Delta?.EventCount ?? 0)
                + slice.Slice.Whole.EventCount
                - Enumerable
                    .Range(0, slice.Slice.Whole.VisitorCount)
                    .Sum(i => slice.Touched?[i] == true ? EventsOf(slice.Slice.Whole, i) : 0)
            );

    private static int EventsOf(Rollup rows, int visitor)
    {
        var visits = rows.Columns.FirstVisits();
        var events = rows.Columns.FirstEvents();
        return events[visits[visitor + 1]] - events[visits[visitor]];
    }

    /// <summary>An event each of as many visitors.</summary>
    private static List<NaiveEvent> Events(int first, int count) =>
        [
            .. Enumerable
                .Range(first, count)
                .Select(i => new NaiveEvent("site.example", Day.Start + (i % 3600), (ulong)(i + 1) * 0x9E37_79B9_7F4A_7C15, Page: "/")),
        ];
}
