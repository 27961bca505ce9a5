using Analytics.Core.Hashing;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

public sealed class DistinctVisitorsTests
{
    [Theory]
    [InlineData(1, 1, 100, true, 4)]
    [InlineData(2, 3, 5_000, true, 4)]
    [InlineData(3, 900, 60_000, true, 4)]
    [InlineData(4, 900, 60_000, false, 4)]
    [InlineData(5, 1, 60_000, true, 4)]
    [InlineData(6, BitSlice.MaxGroups, 60_000, true, 4)]
    [InlineData(7, BitSlice.MaxGroups + 1, 60_000, true, 4)]
    [InlineData(8, 900, 2_000, true, 400)]
    [InlineData(9, BitSlice.MaxGroups + 1, 2_000, true, 400)]
    public void Each_visitor_counts_once_in_each_group_whatever_the_number_of_segments(
        int seed,
        int groups,
        int visitors,
        bool areHashes,
        int segments
    )
    {
        var random = new Random(seed);
        var runs = new List<(VisitorGroups, int[])>();
        var expected = new HashSet<ulong>[groups];
        for (var group = 0; group < groups; group++)
        {
            expected[group] = [];
        }

        for (var run = 0; run < segments; run++)
        {
            // Each segment has groups of its own order.
            int[] order = [.. Enumerable.Range(0, groups).OrderBy(_ => random.Next())];
            var pairs = new HashSet<(ulong, int)>();
            for (var i = 0; i < visitors; i++)
            {
                var person = (ulong)random.Next(visitors) + 1;
                var id = (areHashes ? XxHash64.Mix(person) : person * 2) | 1;
                var group = random.Next(groups);
                pairs.Add((id, group));
                expected[order[group]].Add(id);
            }

            runs.Add((VisitorPairs.Of([.. pairs]), order));
        }

        var counts = new long[groups];
        DistinctVisitors.Count(0, 0, [.. runs], counts, returns: null, CancellationToken.None);
        var inWaves = new long[groups];
        for (var prefix = 0; prefix < 4; prefix++)
        {
            DistinctVisitors.Count(2, prefix, [.. runs], inWaves, returns: null, CancellationToken.None);
        }

        Assert.Equal(expected.Select(group => (long)group.Count), counts);
        Assert.Equal(counts, inWaves);
    }

    [Fact]
    public void A_copy_has_the_same_pairs()
    {
        using var pairs = VisitorPairs.Of([(9, 1), (3, 0), (3, 2), (7, 0)]);
        var copy = pairs.Copy();

        Assert.Equal(
            [(3UL, 0), (3UL, 2), (7UL, 0), (9UL, 1)],
            Enumerable.Range(0, copy.Length).Select(i => (copy.VisitorOf(i), VisitorPairs.GroupOf(copy.Pairs[i])))
        );
        Assert.Equal([0, 0, 2, 3], ((ulong[])[3, 1, 7, 8]).Select(copy.FirstAtOrAbove));
    }
}
