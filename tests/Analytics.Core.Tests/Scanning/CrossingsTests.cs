using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

public sealed class CrossingsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Those_cross_an_edge_who_are_on_both_sides_of_it_under_any_of_their_ids(int seed)
    {
        var random = new Random(seed);
        var (before, after) = (Lists(random), Lists(random));
        var (crossingBefore, crossingAfter) = (Sets(before), Sets(after));

        var ids = Crossings.Mark(before, after, crossingBefore, crossingAfter);

        var entriesAfter = after.SelectMany(list => list.AtStart).ToList();
        Assert.All(
            before.Zip(crossingBefore),
            pair =>
                Assert.Superset(
                    pair.First.AtEnd.Where(entry => entriesAfter.Exists(other => Meet(entry, other)))
                        .Select(entry => entry.Visitor)
                        .ToHashSet(),
                    pair.Second.ToHashSet()
                )
        );
        var entriesBefore = before.SelectMany(list => list.AtEnd).ToList();
        Assert.All(
            after.Zip(crossingAfter),
            pair =>
                Assert.Equal(
                    pair.First.AtStart.Where(entry => entriesBefore.Exists(other => Meet(entry, other)))
                        .Select(entry => entry.Visitor)
                        .Distinct()
                        .Order(),
                    pair.Second
                )
        );
        Assert.NotEmpty(ids);
        Assert.NotEqual(entriesAfter.Count, crossingAfter.Sum(set => set.Count));
    }

    private static bool Meet(EdgeEntry one, EdgeEntry other) =>
        one.Visitor == other.Visitor
        || one.Visitor == other.Other
        || (one.Other != 0 && (one.Other == other.Visitor || one.Other == other.Other));

    private static SortedSet<ulong>[] Sets(EdgeList[] lists) => [.. lists.Select(_ => new SortedSet<ulong>())];

    private static EdgeList[] Lists(Random random) =>
        [.. Enumerable.Range(0, 3).Select(_ => new EdgeList(Entries(random), Entries(random)))];

    private static EdgeEntry[] Entries(Random random) =>
        [
            .. Enumerable
                .Range(0, 20)
                .Select(_ => new EdgeEntry((ulong)random.Next(1, 200), random.Next(3) == 0 ? (ulong)random.Next(1, 200) : 0)),
        ];
}
