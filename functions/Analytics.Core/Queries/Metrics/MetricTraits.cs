namespace Analytics.Core.Queries.Metrics;

/// <summary>Requirements and properties of a metric.</summary>
[Flags]
public enum MetricTraits
{
    /// <summary>No requirement.</summary>
    None = 0,

    /// <summary>Belongs to visits: cannot be grouped by an event dimension other than the page.</summary>
    OfVisits = 1,

    /// <summary>Counts events before anything about them is stored: by time only, without filters.</summary>
    ByTimeOnly = 2,

    /// <summary>A share of the query's visitors: needs a dimension.</summary>
    Share = 4,

    /// <summary>Changes are stated in percentage points, not per cent.</summary>
    ChangesInPoints = 8,

    /// <summary>A whole number, which a sampled answer estimates.</summary>
    Count = 16,

    /// <summary>Compares exits with views: by exit page only, without filters on events.</summary>
    ByExitPage = 32,

    /// <summary>Counts visitors who reached goals: needs the goal as a dimension or in a filter.</summary>
    OfGoals = 64,

    /// <summary>Describes how pages are read: needs the page as a dimension or in a filter.</summary>
    OfPages = 128,

    /// <summary>Counts all views of visits: cannot be filtered by page.</summary>
    OfViews = 512,

    /// <summary>An amount of money in one currency; null without a revenue goal or with several currencies.</summary>
    Money = 256,
}
