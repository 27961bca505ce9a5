namespace Analytics.Core.Queries.Scanning;

/// <summary>Counts visitors in groups, those of one range of ids after another. Not thread-safe.</summary>
/// <param name="segments">The segments, and the number that each of their groups has in all.</param>
internal abstract class VisitorSlice((VisitorGroups Visitors, int[] Groups)[] segments)
{
    /// <summary>Numbers of the visitors of the range.</summary>
    protected VisitorNumbers Numbers { get; } = new();

    /// <summary>The segments, and the number that each of their groups has in all.</summary>
    protected (VisitorGroups Visitors, int[] Groups)[] Segments => segments;

    /// <summary>Adds the visitors of a segment.</summary>
    /// <param name="segment">The segment's position.</param>
    /// <param name="from">The segment's first place to add.</param>
    /// <param name="last">The last id to add.</param>
    /// <returns>The segment's first place of a larger id.</returns>
    public abstract int Add(int segment, int from, ulong last);

    /// <summary>Counts the visitors that were added and are not counted yet, and forgets all.</summary>
    public abstract void End();

    /// <summary>Adds the visitors counted in each group to its count.</summary>
    public abstract void AddTo(long[] counts);
}
