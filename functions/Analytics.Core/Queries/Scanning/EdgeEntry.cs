namespace Analytics.Core.Queries.Scanning;

/// <summary>A visitor near an edge of a segment.</summary>
/// <param name="Visitor">The visitor's id.</param>
/// <param name="Other">
/// Another id of the visitor, 0 if there is none: near the start yesterday's, near the end the day's own where the rows stand under an
/// earlier day's.
/// </param>
internal readonly record struct EdgeEntry(ulong Visitor, ulong Other);
