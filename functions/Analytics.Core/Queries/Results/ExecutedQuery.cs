using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Results;

/// <summary>A query with everything decided that was left open: edges, granularity, order.</summary>
/// <param name="Query">The query; its <c>time</c> dimension replaced by the one chosen, its order spelled out.</param>
/// <param name="First">The first second of the range, on the site's clock.</param>
/// <param name="Last">The last second of the range, on the site's clock.</param>
/// <param name="ComparedFirst">The first second of the range compared with; null without comparison.</param>
/// <param name="ComparedLast">The last second of the range compared with; null without comparison.</param>
public sealed record ExecutedQuery(
    Query Query,
    DateTimeOffset First,
    DateTimeOffset Last,
    DateTimeOffset? ComparedFirst,
    DateTimeOffset? ComparedLast
)
{
    /// <summary>The days of a range without a second, because the zone skipped them; else null.</summary>
    public (DateOnly First, DateOnly Last)? Skipped { get; init; }

    /// <summary>The same of the range compared with.</summary>
    public (DateOnly First, DateOnly Last)? ComparedSkipped { get; init; }
}
