namespace Analytics.Core.Reprocessing;

/// <summary>Rows of days and months that an older release made.</summary>
/// <param name="Waiting">Rows that are made again of the rows below them, some an hour.</param>
/// <param name="Incomplete">Rows of which not all is in the rows below them: they stay as they are until their days are reprocessed.</param>
public sealed record OldRowCounts(long Waiting, long Incomplete);
