namespace Analytics.Core.Queries.Syntax;

/// <summary>Kind of the range that a query is compared with.</summary>
public enum ComparisonMode
{
    /// <summary>The range of the same length right before.</summary>
    PreviousPeriod,

    /// <summary>The same days of the year before.</summary>
    YearOverYear,

    /// <summary>A range of its own.</summary>
    Custom,
}
