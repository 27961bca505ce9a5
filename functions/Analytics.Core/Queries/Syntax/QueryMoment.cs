namespace Analytics.Core.Queries.Syntax;

/// <summary>A date-time as written: with its offset, or on the clock of the site's zone.</summary>
/// <param name="Wall">What the clock reads, to the second.</param>
/// <param name="Offset">The clock's distance from UTC; null for the site's zone.</param>
public readonly record struct QueryMoment(DateTime Wall, TimeSpan? Offset);
