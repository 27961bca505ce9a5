using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Scanning;

public sealed class LiveEntriesTests
{
    private static readonly Dictionary<int, long> NothingKnown = [];

    private readonly LiveEntries _entries = new();

    [Fact]
    public void Blocks_of_a_range_come_in_the_order_in_which_they_were_added()
    {
        Add(hour: 3, message: 1);
        Add(hour: 1, message: 2);
        Add(hour: 2, message: 3);
        Add(hour: 1, message: 4);

        Assert.Equal([2, 3, 4], Messages(_entries.After(At(1), At(3), NothingKnown)));
        Assert.Equal([1], Messages(_entries.After(At(3), At(9), NothingKnown)));
        Assert.Empty(_entries.After(At(2), At(2), NothingKnown));
    }

    [Fact]
    public void Known_messages_are_those_of_each_partition()
    {
        Add(hour: 1, message: 5, partition: 0);
        Add(hour: 1, message: 5, partition: 1);
        Add(hour: 1, message: 6, partition: 1);

        var after = _entries.After(At(1), At(2), new Dictionary<int, long> { [1] = 5 });

        Assert.Equal([(0, 5), (1, 6)], after.Select(entry => (entry.Partition, entry.Range.Last)));
    }

    [Fact]
    public void A_range_has_blocks_from_its_first_hour_to_the_one_before_its_end()
    {
        Add(hour: 7, message: 1);

        Assert.True(_entries.Any(At(7), At(8)));
        Assert.False(_entries.Any(At(0), At(7)));
        Assert.False(_entries.Any(At(8), At(99)));
        Assert.False(_entries.Any(At(8), At(7)));
    }

    [Fact]
    public void The_first_hour_is_the_first_with_events()
    {
        Assert.Null(_entries.FirstHour);
        Add(hour: 1, message: 1, events: 0);
        Add(hour: 5, message: 2);
        Add(hour: 4, message: 3);

        Assert.Equal(At(4), _entries.FirstHour);
    }

    [Fact]
    public void Nothing_is_left_of_blocks_that_were_removed()
    {
        Add(hour: 1, message: 1);
        _entries.Clear();

        Assert.Equal(0, _entries.Count);
        Assert.False(_entries.Any(0, long.MaxValue));
        Assert.Empty(_entries.After(0, long.MaxValue, NothingKnown));
    }

    private void Add(int hour, long message, int partition = 0, int events = 1) =>
        _entries.Add(
            new(
                new TableRow($"p{partition}", $"r{message}", default, default, "1"),
                partition,
                new SequenceRange(message, message),
                At(hour),
                events,
                StoredBytes: 100
            )
        );

    private static long At(int hour) => hour * (long)RollupPeriod.Hour;

    private static IEnumerable<long> Messages(List<LiveEntry> entries) => entries.Select(entry => entry.Range.Last);
}
