namespace Analytics.Core.Queries.Scanning;

/// <summary>Counters of each group of a scan.</summary>
public enum ScanCounter
{
    /// <summary>Distinct visitors among matching events.</summary>
    Visitors,

    /// <summary>Distinct visits.</summary>
    Visits,

    /// <summary>Events named <c>pageview</c>.</summary>
    Pageviews,

    /// <summary>Events of any name but <c>engagement</c>.</summary>
    Events,

    /// <summary>
    /// Visits over which bounces are taken. They differ from <see cref="Visits"/> by page, where visit metrics group by entry page.
    /// </summary>
    BounceVisits,

    /// <summary>Visits with at most one event that counts, among <see cref="BounceVisits"/>.</summary>
    Bounces,

    /// <summary>Visits over which <see cref="VisitSeconds"/> is averaged.</summary>
    DurationVisits,

    /// <summary>Seconds from first to last event, bounces 0, summed over <see cref="DurationVisits"/>.</summary>
    VisitSeconds,

    /// <summary>
    /// Visits that a bucket of an hour or minute sees and that end in a later one, so that they are not among <see
    /// cref="DurationVisits"/>.
    /// </summary>
    PassingVisits,

    /// <summary>Events refused by validation; by time only.</summary>
    Refused,

    /// <summary>Events filtered as bots; by time only.</summary>
    Filtered,

    /// <summary>Events dropped because the same event was counted already; by time only.</summary>
    Duplicates,
}
