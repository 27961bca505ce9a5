namespace Analytics.Core.Reprocessing;

/// <summary>Counts of days and months that an older release built.</summary>
/// <param name="Waiting">Rows that will be rebuilt from the rows below them, some every hour.</param>
/// <param name="Incomplete">Rows with content that the rows below them lack: they stay unchanged until their days are
/// reprocessed.</param>
public sealed record OldRowCounts(long Waiting, long Incomplete);
