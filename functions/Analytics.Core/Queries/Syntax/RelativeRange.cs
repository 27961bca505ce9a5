namespace Analytics.Core.Queries.Syntax;

/// <summary>Date ranges that depend on the current time.</summary>
public enum RelativeRange
{
    /// <summary>The last 30 minutes, the current one included.</summary>
    Realtime,

    /// <summary>The last 24 hours, to the second.</summary>
    Last24Hours,

    /// <summary>Today.</summary>
    Day,

    /// <summary>A number of days, ending yesterday.</summary>
    Days,

    /// <summary>This month to the end of today.</summary>
    Month,

    /// <summary>A number of whole months, ending with the last one.</summary>
    Months,

    /// <summary>This year to the end of today.</summary>
    Year,

    /// <summary>From the site's first event to the end of today.</summary>
    All,
}
