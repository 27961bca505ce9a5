using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Results;

/// <summary>A query with its open parts resolved: the range, the granularity and the order.</summary>
/// <param name="Query">The query, with the chosen granularity in place of <c>time</c> and with its order.</param>
/// <param name="First">The first second of the range, in the site's time zone.</param>
/// <param name="Last">The last second of the range, in the site's time zone.</param>
/// <param name="ComparedFirst">The first second of the comparison range; null without one.</param>
/// <param name="ComparedLast">The last second of the comparison range; null without one.</param>
public sealed record ExecutedQuery(
    Query Query,
    DateTimeOffset First,
    DateTimeOffset Last,
    DateTimeOffset? ComparedFirst,
    DateTimeOffset? ComparedLast
)
{
    /// <summary>The days of an empty range that the time zone skipped; otherwise null.</summary>
    public (DateOnly First, DateOnly Last)? Skipped { get; init; }

    /// <summary>The days of an empty comparison range that the time zone skipped; otherwise null.</summary>
    public (DateOnly First, DateOnly Last)? ComparedSkipped { get; init; }
}
