namespace Analytics.Core.Rollups;

/// <summary>What totals count. The numbers are stored and never change.</summary>
public enum TotalsMetric
{
    /// <summary>Events named <c>pageview</c>.</summary>
    Pageviews = 0,

    /// <summary>Events of any name but <c>engagement</c>.</summary>
    Events = 1,

    /// <summary>Visits that began.</summary>
    Visits = 2,

    /// <summary>Visits with at most one event that counts, at the time of the visit's start.</summary>
    Bounces = 3,

    /// <summary>Seconds from first to last event, bounces 0, at the time of the visit's start.</summary>
    VisitSeconds = 4,

    /// <summary>Events refused by validation.</summary>
    Refused = 5,

    /// <summary>Events filtered as bots.</summary>
    Filtered = 6,

    /// <summary>Events that were counted already.</summary>
    Duplicates = 7,
}
