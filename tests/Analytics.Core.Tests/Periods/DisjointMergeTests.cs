using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Periods;

/// <summary>A merge that copies rows gives the rows of one that finds all visits again.</summary>
public sealed class DisjointMergeTests
{
    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(20, 3, 0)]
    [InlineData(400, 30, 0)]
    [InlineData(400, 300, 0)]
    [InlineData(600, 300, 3)]
    public void It_equals_an_assembly_of_all_rows(int count, int visitors, int rareKeys)
    {
        var merge = new DisjointMerge(new TextPool());
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var events = RandomRollups.Events(random, count, visitors, keys: seed % 2 == 0);
            var groups = events
                .Select(e => e.Visitor)
                .Distinct()
                .ToDictionary(visitor => visitor, _ => random.Next(seed % 5 == 0 ? 2 : 3));
            var first = RandomRollups.Part([.. events.Where(e => groups[e.Visitor] != 1)], rareKeys: rareKeys);
            var taken = Array.ConvertAll(first.Columns.Visitors.Value, visitor => groups[visitor] == 0);
            var second = RandomRollups.Part([.. events.Where(e => groups[e.Visitor] == 1)], rareKeys: rareKeys);

            var merged = merge.Merge(first, taken, second);

            var whole = RandomRollups.Part([.. events.Where(e => groups[e.Visitor] != 2)], rareKeys: rareKeys);
            Assert.Equal(RollupText.Rows(whole), RollupText.Rows(merged));
            Assert.Equal(RollupText.Sums(second), RollupText.Sums(merged));
            Assert.Equal(
                (whole.VisitorCount, whole.VisitCount, whole.EventCount),
                (merged.VisitorCount, merged.VisitCount, merged.EventCount)
            );
            Assert.Equal(whole.Columns.VisitTexts.Select(TextCount), merged.Columns.VisitTexts.Select(TextCount));
            Assert.Equal(
                whole.Columns.Properties.Common.Select(static property => property.Key),
                merged.Columns.Properties.Common.Select(static property => property.Key)
            );
        }
    }

    [Fact]
    public void A_visitor_of_both_is_refused()
    {
        var part = RandomRollups.Part(RandomRollups.Events(new Random(1), 20, 3));
        var taken = new bool[part.VisitorCount];
        taken[1] = true;

        var refused = Assert.Throws<ArgumentException>(() => new DisjointMerge(new TextPool()).Merge(part, taken, part));

        Assert.Contains(part.Columns.Visitors.Value[1].ToString("x16"), refused.Message);
    }

    private static int TextCount(LazyColumn<TextColumn> column) => column.Value.Texts.Count;
}
