namespace Analytics.Core.Queries.Scanning;

/// <summary>A visit near an edge of a source.</summary>
/// <param name="Visitor">The id its rows stand under.</param>
/// <param name="PreviousVisitor">Yesterday's id that it carries; 0 if none.</param>
/// <param name="Alias">Its day's own id where it is another; else 0.</param>
/// <param name="First">Its first second, Unix time.</param>
/// <param name="Last">Its last second, Unix time.</param>
internal readonly record struct EdgeVisit(ulong Visitor, ulong PreviousVisitor, ulong Alias, long First, long Last);
