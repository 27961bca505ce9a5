namespace Analytics.Core.Queries.Syntax;

/// <summary>The choice of a comparison range.</summary>
public enum ComparisonMode
{
    /// <summary>The range of the same length directly before.</summary>
    PreviousPeriod,

    /// <summary>The same days of the year before.</summary>
    YearOverYear,

    /// <summary>An explicit range.</summary>
    Custom,
}
