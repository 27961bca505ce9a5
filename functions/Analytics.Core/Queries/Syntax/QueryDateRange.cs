namespace Analytics.Core.Queries.Syntax;

/// <summary>A date range as asked for, before the site's zone and the current time give it edges.</summary>
public abstract record QueryDateRange
{
    private QueryDateRange()
    {
    }

    /// <summary>Depends on today.</summary>
    /// <param name="Kind">Which one.</param>
    public sealed record Relative(RelativeRange Kind) : QueryDateRange;

    /// <summary>Whole days.</summary>
    /// <param name="First">The first day.</param>
    /// <param name="Last">The last day, included; not before the first.</param>
    public sealed record Days(DateOnly First, DateOnly Last) : QueryDateRange;

    /// <summary>Two moments.</summary>
    /// <param name="First">The first second.</param>
    /// <param name="Last">The last second, included.</param>
    public sealed record Moments(QueryMoment First, QueryMoment Last) : QueryDateRange;
}
