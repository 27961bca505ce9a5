namespace Analytics.Core.Queries.Scanning;

/// <summary>The rows beside an edge of a scan's range, at the time when they were read.</summary>
/// <param name="Edge">The edge, a whole hour, Unix seconds.</param>
/// <param name="IsBack">True for the rows before the edge, false for those after it.</param>
/// <param name="Identity">Identifies the rows; empty if there were none.</param>
internal readonly record struct EdgeBeside(long Edge, bool IsBack, string Identity);
