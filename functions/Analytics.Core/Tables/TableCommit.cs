namespace Analytics.Core.Tables;

/// <summary>Result of a transaction: all of it happened, or none.</summary>
/// <param name="ETags">When committed, the new ETag of each operation's row in their order (empty string for a delete); else null.</param>
/// <param name="ConflictingRowKey">When not committed, the row whose condition failed; else null.</param>
public sealed record TableCommit(IReadOnlyList<string>? ETags, string? ConflictingRowKey)
{
    /// <summary>True if every operation took effect.</summary>
    public bool Committed => ETags is not null;
}
