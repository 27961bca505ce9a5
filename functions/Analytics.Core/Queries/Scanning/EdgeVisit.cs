namespace Analytics.Core.Queries.Scanning;

/// <summary>A visit near an edge of a source.</summary>
/// <param name="Visitor">The visitor id of its rows.</param>
/// <param name="PreviousVisitor">Yesterday's id of the visitor; 0 if it has none.</param>
/// <param name="Alias">The id of its own day, if that differs from <paramref name="Visitor"/>; otherwise 0.</param>
/// <param name="First">Its first second, Unix time.</param>
/// <param name="Last">Its last second, Unix time.</param>
internal readonly record struct EdgeVisit(ulong Visitor, ulong PreviousVisitor, ulong Alias, long First, long Last);
