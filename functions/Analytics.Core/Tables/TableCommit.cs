namespace Analytics.Core.Tables;

/// <summary>How a transaction ended: all of it happened, or none.</summary>
/// <param name="ETags">When committed, the new ETag of each operation's row in their order (empty string for a delete); else null.</param>
/// <param name="ConflictingRowKey">When not committed, the row whose condition failed; else null.</param>
public sealed record TableCommit(IReadOnlyList<string>? ETags, string? ConflictingRowKey)
{
    /// <summary>Whether every operation took effect.</summary>
    public bool Committed => ETags is not null;
}
