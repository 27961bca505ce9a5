using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The position up to which the live rows of a partition are read. Not thread-safe.</summary>
/// <param name="rolledUp">The last message that is rolled up.</param>
internal sealed class LiveCursor(long rolledUp)
{
    private static readonly SequenceRange None = new(-1, -1);

    /// <summary>The last message that is rolled up.</summary>
    public long RolledUp { get; private set; } = rolledUp;

    /// <summary>The last message before the known blocks. It and those before it are rolled up.</summary>
    public long After { get; private set; } = rolledUp;

    /// <summary>The messages of the last row.</summary>
    public SequenceRange Seen { get; set; } = None;

    /// <summary>The key of the last row; null before the first.</summary>
    public string? LastKey { get; set; }

    /// <summary>The last message of which it is known that its blocks were seen or are rolled up.</summary>
    public long SeenUpTo => Math.Max(Seen.Last, RolledUp);

    /// <summary>Sets the last message that is rolled up; blocks up to the one that was the last before are forgotten.</summary>
    public void MoveTo(long rolledUp) => (After, RolledUp) = (RolledUp, rolledUp);

    /// <summary>Returns to the first message that is not rolled up.</summary>
    public void Clear() => (Seen, LastKey, After) = (None, null, RolledUp);
}
