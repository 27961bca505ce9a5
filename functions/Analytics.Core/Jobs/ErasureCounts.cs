namespace Analytics.Core.Jobs;

/// <summary>The progress of an erasure.</summary>
/// <param name="Events">Events that were erased from archived messages.</param>
/// <param name="Messages">Archived messages that were rewritten.</param>
/// <param name="RowsRewritten">Rows of tables that were rewritten without the erased events.</param>
/// <param name="RowsDeleted">Rows of tables that were deleted.</param>
/// <param name="Unreadable">Damaged messages and rows that may contain data to erase; they were left unchanged.</param>
public sealed record ErasureCounts(long Events, long Messages, long RowsRewritten, long RowsDeleted, long Unreadable);
