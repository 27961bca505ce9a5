namespace Analytics.Core.Queries.Syntax;

/// <summary>A date range of a question, before it is resolved with the site's time zone and the current time.</summary>
public abstract record QueryDateRange
{
    private QueryDateRange() { }

    /// <summary>A range that depends on the current time.</summary>
    /// <param name="Kind">The kind of range.</param>
    /// <param name="Count">Number of days or months; 1 for the other kinds.</param>
    public sealed record Relative(RelativeRange Kind, int Count = 1) : QueryDateRange
    {
        /// <summary>True if it depends only on the current day, so that another day can replace today.</summary>
        public bool IsOfDays => Kind is not (RelativeRange.Realtime or RelativeRange.Last24Hours);
    }

    /// <summary>Whole days.</summary>
    /// <param name="First">The first day.</param>
    /// <param name="Last">The last day, included; not before the first.</param>
    public sealed record Days(DateOnly First, DateOnly Last) : QueryDateRange;

    /// <summary>Two date-times.</summary>
    /// <param name="First">The first second.</param>
    /// <param name="Last">The last second, included.</param>
    public sealed record Moments(QueryMoment First, QueryMoment Last) : QueryDateRange;
}
