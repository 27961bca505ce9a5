namespace Analytics.Core.Tables;

/// <summary>Result of a transaction, which took effect as a whole or not at all.</summary>
/// <param name="ETags">The new ETag of each operation's row, in their order (empty string for a delete); null if not committed.</param>
/// <param name="ConflictingRowKey">The row whose condition failed; null if committed.</param>
public sealed record TableCommit(IReadOnlyList<string>? ETags, string? ConflictingRowKey)
{
    /// <summary>True if every operation took effect.</summary>
    public bool Committed => ETags is not null;
}
