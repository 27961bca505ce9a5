namespace Analytics.Core.Jobs;

/// <summary>The progress of an erasure.</summary>
/// <param name="Events">Events that were erased from archived messages.</param>
/// <param name="Messages">Archived messages that were rewritten.</param>
/// <param name="RowsRewritten">Rows of tables that were rewritten without what is erased.</param>
/// <param name="RowsDeleted">Rows of tables that were deleted.</param>
/// <param name="Unreadable">Messages and rows that are damaged and may hold something that was to be erased; they were left as they
/// are.</param>
public sealed record ErasureCounts(long Events, long Messages, long RowsRewritten, long RowsDeleted, long Unreadable);
