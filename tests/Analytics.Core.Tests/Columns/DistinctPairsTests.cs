using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Compares counts of distinct pairs with a set of pairs, on both sides of each limit.</summary>
public sealed class DistinctPairsTests
{
    [Theory]
    [InlineData(1, 1, 50)]
    [InlineData(100, 30, 2_000)]
    [InlineData(8_192, 1_024, 20_000)] // 1 MiB of bits.
    [InlineData(8_192, 1_025, 60_000)] // One bit more for each visitor.
    [InlineData(3_000_000, 5, 50_000)]
    [InlineData(10_000, 5_000, 100_000)]
    [InlineData(4_096, 100_000, 30_000)]
    [InlineData(4_097, 100_000, 30_000)]
    [InlineData(20_000_000, 3_000, 50_000)]
    [InlineData(50_000, 2_000_000, 50_000)]
    public void Each_pair_counts_once_in_its_group(int visitorCount, int groupCount, int pairs)
    {
        var random = new Random(visitorCount + groupCount);
        using var distinct = new DistinctPairs(visitorCount, groupCount);
        var seen = new HashSet<(int Visitor, int Group)>();
        var (fewVisitors, fewGroups) = (Math.Min(visitorCount, 50), Math.Min(groupCount, 9));
        for (var i = 0; i < pairs; i++)
        {
            var (visitor, group) = random.Next(20) switch
            {
                0 => (visitorCount - 1, groupCount - 1),
                1 => (0, 0),
                < 10 => (random.Next(fewVisitors) * (visitorCount / fewVisitors), random.Next(fewGroups)),
                _ => (random.Next(visitorCount), random.Next(groupCount)),
            };
            distinct.Add(visitor, group);
            seen.Add((visitor, group));
        }

        var (ints, longs, expected) = (new int[groupCount], new long[groupCount], new int[groupCount]);
        (ints[0], longs[0], expected[0]) = (5, 5, 5);
        foreach (var (_, group) in seen)
        {
            expected[group]++;
        }

        distinct.CountInto(ints);
        distinct.CountInto(longs);
        Assert.Equal(expected, ints);
        Assert.True(longs.SequenceEqual(expected.Select(count => (long)count)));
    }

    [Theory]
    [InlineData(100, 50)]
    [InlineData(200_000, 5_000)]
    [InlineData(200_000, 2_000_000)]
    public void Visitors_with_most_bits_alike_are_told_apart(int visitorCount, int groupCount)
    {
        using var distinct = new DistinctPairs(visitorCount, groupCount);
        int[] visitors = [0, .. Enumerable.Range(0, 31).Select(bit => 1 << bit).Where(visitor => visitor < visitorCount)];
        foreach (var visitor in visitors)
        {
            distinct.Add(visitor, 5);
            distinct.Add(visitor, 5);
        }

        var counts = new int[groupCount];
        distinct.CountInto(counts);
        Assert.Equal(visitors.Length, counts[5]);
        Assert.Equal(visitors.Length, counts.Sum());
    }

    [Fact]
    public void Memory_that_was_used_before_shows_nothing_of_it()
    {
        for (var round = 0; round < 2; round++)
        {
            using var distinct = new DistinctPairs(1_000, 100);
            distinct.Add(17 + round, 3);
            var counts = new int[100];
            distinct.CountInto(counts);
            Assert.Equal(1, counts.Sum());
        }
    }

    [Fact]
    public void Pairs_may_be_added_after_counting()
    {
        foreach (var groupCount in new[] { 10, 100_000 })
        {
            using var distinct = new DistinctPairs(5_000, groupCount);
            distinct.Add(4_999, 3);
            distinct.CountInto(new int[groupCount]);
            distinct.Add(4_999, 3);
            distinct.Add(4_998, 3);
            var counts = new int[groupCount];
            distinct.CountInto(counts);
            Assert.Equal(2, counts[3]);
            Assert.Equal(2, counts.Sum());
        }
    }

    [Fact]
    public void No_pairs_count_nothing()
    {
        foreach (var (visitors, groups) in new[] { (0, 0), (0, 5), (5, 0), (100_000, 100_000) })
        {
            using var distinct = new DistinctPairs(visitors, groups);
            var counts = new long[groups];
            distinct.CountInto(counts);
            Assert.Equal(0, counts.Sum());
        }
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(100_000, 100_000)]
    public void Pairs_outside_the_counts_short_counts_and_use_after_disposal_are_refused(int visitorCount, int groupCount)
    {
        var distinct = new DistinctPairs(visitorCount, groupCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => distinct.Add(visitorCount, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => distinct.Add(0, groupCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => distinct.Add(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => distinct.Add(0, -1));
        Assert.Throws<ArgumentException>(() => distinct.CountInto(new int[groupCount - 1]));
        distinct.Add(1, 1);
        distinct.Dispose();
        distinct.Dispose();
        Assert.Throws<ObjectDisposedException>(() => distinct.Add(1, 1));
        Assert.Throws<ObjectDisposedException>(() => distinct.CountInto(new int[groupCount]));
    }
}
