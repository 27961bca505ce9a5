namespace Analytics.Core.Queries.Scanning;

/// <summary>A visitor near an edge of a segment.</summary>
/// <param name="Visitor">The visitor's id.</param>
/// <param name="Other">A second id of the visitor, 0 if there is none: near the start yesterday's id, near the end the day's own id if
/// the rows are stored under an earlier day's.</param>
internal readonly record struct EdgeEntry(ulong Visitor, ulong Other);
