namespace Analytics.Core.Queries.Scanning;

/// <summary>Rows beside an edge of a scan's range, as they were read.</summary>
/// <param name="Edge">The edge, a whole hour, Unix seconds.</param>
/// <param name="IsBack">True for what is before it, false for what is after it.</param>
/// <param name="Identity">Names what was there; empty for nothing.</param>
internal readonly record struct EdgeBeside(long Edge, bool IsBack, string Identity);
