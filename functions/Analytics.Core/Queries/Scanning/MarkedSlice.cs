namespace Analytics.Core.Queries.Scanning;

/// <summary>Counts visitors in any number of groups, by marking the groups of each visitor. Not thread-safe.</summary>
/// <remarks>
/// <code>
/// in order    A: x, y x    B: x              x counts A and B, y counts A
/// </code>
/// </remarks>
/// <param name="segments">The segments, and the index of each of their groups among all groups.</param>
/// <param name="groups">Number of groups.</param>
internal sealed class MarkedSlice((VisitorGroups Visitors, int[] Groups)[] segments, int groups) : OrderedSlice(segments)
{
    private readonly GroupMarks _marks = new(groups);

    /// <inheritdoc/>
    public override void AddTo(long[] counts) => _marks.AddTo(counts);

    /// <inheritdoc/>
    protected override void CountVisitor(ReadOnlySpan<(int Segment, int From, int To)> runs)
    {
        _marks.Next();
        foreach (ref readonly var run in runs)
        {
            var (visitors, groups) = Segments[run.Segment];
            visitors.Mark(run.From, run.To, groups, _marks);
        }
    }
}
