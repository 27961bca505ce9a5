namespace Analytics.Core.Queries.Syntax;

/// <summary>Ranges that depend on today.</summary>
public enum RelativeRange
{
    /// <summary>The last 30 minutes, the current one included.</summary>
    Realtime,

    /// <summary>Today.</summary>
    Day,

    /// <summary>The 7 days that end yesterday.</summary>
    Last7Days,

    /// <summary>The 28 days that end yesterday.</summary>
    Last28Days,

    /// <summary>The 30 days that end yesterday.</summary>
    Last30Days,

    /// <summary>The 91 days that end yesterday.</summary>
    Last91Days,

    /// <summary>This month to the end of today.</summary>
    Month,

    /// <summary>The 6 whole months that end with the last one.</summary>
    Last6Months,

    /// <summary>The 12 whole months that end with the last one.</summary>
    Last12Months,

    /// <summary>This year to the end of today.</summary>
    Year,

    /// <summary>From the site's first event to the end of today.</summary>
    All,
}
