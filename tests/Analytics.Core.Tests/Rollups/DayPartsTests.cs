using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Rollups;
using Analytics.Core.Tests.Periods;

namespace Analytics.Core.Tests.Rollups;

/// <summary>A day and rows of its hours, whatever each of them has, are the day once.</summary>
public sealed class DayPartsTests
{
    private static readonly RollupPeriod Day = RollupPeriod.Of(RollupTier.Day, RandomRollups.Hour.Start);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Hours_taken_out_of_a_day_are_the_day_together(int seed)
    {
        var random = new Random(seed);
        var day = Stored(Merge([.. Enumerable.Range(0, 6).SelectMany(hour => Blocks(random, hour, random.Next(3)))]));
        var hours = day.Hours!.Hours;
        var (some, others) = (new HourSet(hours.Bits & (uint)random.Next()), HourSet.None);
        for (var hour = 0; hour < HourSet.Hours; hour++)
        {
            others = hours.Contains(hour) && !some.Contains(hour) ? others.With(hour) : others;
        }

        Assert.Equal(RollupText.Of(day), RollupText.Of(Merge([new DayExcerpt(day, others), new DayExcerpt(day, some)])));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_block_counts_once_whichever_rows_have_it(int seed)
    {
        var random = new Random(seed);
        List<IRollupPart> all = [],
            ofDay = [];
        var hours = new List<StoredRollup>();
        for (var hour = 0; hour < 8; hour++)
        {
            var blocks = Blocks(random, hour, random.Next(4));
            var built = random.Next(blocks.Count + 1);
            ofDay.AddRange(blocks[..built]);
            var row = random.Next(3) switch
            {
                0 => [],
                1 => blocks,
                _ => blocks[built..],
            };
            all.AddRange(row.Count > 0 ? blocks : blocks[..built]);
            if (row.Count > 0)
            {
                hours.Add(new(Merge(row, HourOf(hour)), "1"));
            }
        }

        var day = Stored(Merge(ofDay));
        var parts = DayParts.Of(new(day, "2"), hoursFirst: random.Next(2) == 0, hours);
        Assert.Equal(RollupText.Of(Merge(all)), RollupText.Of(Merge([.. parts.Select(part => part.Head)])));
    }

    [Fact]
    public void An_hour_that_shares_some_messages_with_the_day_but_not_all_is_refused()
    {
        var blocks = Blocks(new Random(1), 3, 3);
        var day = new StoredRollup(Merge(blocks[..2]), "2");
        Assert.Throws<InvalidDataException>(() => DayParts.Of(day, hoursFirst: true, [new(Merge(blocks[1..], HourOf(3)), "1")]));
    }

    [Fact]
    public void A_day_of_an_older_release_stands_for_all_of_its_hours_or_for_none()
    {
        var blocks = Blocks(new Random(1), 3, 2);
        var old = new StoredRollup(Merge(blocks[..1]).With(Inclusion.Of(0, 1, 1)), "2");
        StoredRollup[] hours = [new(Merge(blocks, HourOf(3)), "1")];
        Assert.Equal([old], DayParts.Of(old, hoursFirst: false, hours));
        Assert.Equal(hours, DayParts.Of(old, hoursFirst: true, hours));
    }

    [Fact]
    public void The_messages_by_hour_are_stored_with_a_day_and_of_equal_ones_once()
    {
        var day = Merge([
            .. Enumerable.Range(0, 24).Select(hour => RandomRollups.Part([], hour: HourOf(hour)).With(Inclusion.Of(3, 0, 1_000_000))),
        ]);
        var one = Merge([RandomRollups.Part([], hour: HourOf(0)).With(Inclusion.Of(3, 0, 1_000_000))]);
        var stored = Stored(day);
        for (var hour = 0; hour < HourSet.Hours; hour++)
        {
            Assert.True(stored.Inclusion.Contains(Day.Start + (hour * RollupPeriod.Hour), Inclusion.Of(3, 5, 1_000_000)));
            Assert.False(stored.Inclusion.Contains(Day.Start + (hour * RollupPeriod.Hour), Inclusion.Of(3, 5, 1_000_001)));
        }

        Assert.InRange(
            new RollupEncoder().Encode(day, compress: true).Head.Length,
            1,
            new RollupEncoder().Encode(one, compress: true).Head.Length + 26
        );
    }

    private static RollupPeriod HourOf(int hour) => new(RollupTier.Hour, Day.Start + (hour * RollupPeriod.Hour));

    /// <summary>Blocks of an hour whose messages follow each other.</summary>
    private static List<IRollupPart> Blocks(Random random, int hour, int count)
    {
        var sequence = 0;
        var blocks = new List<IRollupPart>();
        for (var i = 0; i < count; i++)
        {
            var events = RandomRollups
                .Events(random, random.Next(1, 40), 12, keys: true)
                .ConvertAll(e =>
                    e with
                    {
                        Sequence = sequence + e.Sequence,
                        Key = e.Key == 0 ? 0 : ((ulong)hour << 32) + ((ulong)i << 16) + e.Key,
                    }
                );
            sequence += events.Count;
            blocks.Add(RandomRollups.Part(events, hour: HourOf(hour)));
        }

        return blocks;
    }

    private static Rollup Merge(IReadOnlyList<IRollupPart> parts, RollupPeriod? period = null) =>
        new RollupMerger().Merge(period ?? Day, parts);

    /// <summary>The day as it is stored and read again.</summary>
    private static Rollup Stored(Rollup day)
    {
        var encoded = new RollupEncoder().Encode(day, compress: true, summarise: true);
        return RollupDecoder.Decode(encoded.Head, encoded.Body);
    }
}
