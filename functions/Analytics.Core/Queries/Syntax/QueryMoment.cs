namespace Analytics.Core.Queries.Syntax;

/// <summary>A date-time of a question: with an offset, or in the site's time zone.</summary>
/// <param name="Wall">The reading of the clock, to the second.</param>
/// <param name="Offset">The offset from UTC; null for the site's time zone.</param>
public readonly record struct QueryMoment(DateTime Wall, TimeSpan? Offset);
