namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The visitors of a segment in the order of their ids, each with the groups that the visitor is in. Groups have numbers of the segment's
/// own. Places are positions in that order. Immutable while they are counted; safe for use by several threads.
/// </summary>
internal abstract class VisitorGroups
{
    /// <summary>Number of places.</summary>
    public abstract int Length { get; }

    /// <summary>Returns the first place of a visitor whose id is at or above another. O(log n).</summary>
    public abstract int FirstAtOrAbove(ulong id);

    /// <summary>Counts visitors.</summary>
    /// <param name="place">The first place.</param>
    /// <param name="last">The last id to count.</param>
    /// <param name="groups">The number of each group in the counts.</param>
    /// <param name="numbers">Gives visitors numbers.</param>
    /// <param name="bits">The counts.</param>
    /// <returns>The first place of a larger id.</returns>
    public abstract int Count(int place, ulong last, int[] groups, VisitorNumbers numbers, VisitorBits bits);

    /// <summary>Goes to the next visitor.</summary>
    /// <param name="place">The first place of a visitor; gets the end of the visitor's places.</param>
    /// <param name="last">The last id to go to.</param>
    /// <returns>The visitor's id; null if it is larger or there is none.</returns>
    public abstract ulong? Next(ref int place, ulong last);

    /// <summary>Marks the groups of one visitor.</summary>
    /// <param name="from">The visitor's first place.</param>
    /// <param name="to">The end of the visitor's places.</param>
    /// <param name="groups">The number of each group in the marks.</param>
    /// <param name="marks">Gets the groups; the same one more than once where the segment has it more than once.</param>
    public abstract void Mark(int from, int to, int[] groups, GroupMarks marks);

    /// <summary>Lists the groups of one visitor.</summary>
    /// <param name="from">The visitor's first place.</param>
    /// <param name="to">The end of the visitor's places.</param>
    /// <param name="groups">The number of each group in the list.</param>
    /// <param name="found">Gets the groups; the same one more than once where the segment has it more than once.</param>
    public abstract void Read(int from, int to, int[] groups, List<int> found);
}
