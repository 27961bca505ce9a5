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
    /// Visits of which a bounce rate and the views per visit are computed. They differ from <see cref="Visits"/> by page, where visit
    /// metrics are grouped by entry page.
    /// </summary>
    BounceVisits,

    /// <summary>Visits among <see cref="BounceVisits"/> with at most one event that counts against a bounce.</summary>
    Bounces,

    /// <summary>All pageviews of the visits among <see cref="BounceVisits"/>, also those outside of the group's time bucket.</summary>
    VisitPageviews,

    /// <summary>Visits of which <see cref="VisitSeconds"/> is averaged.</summary>
    DurationVisits,

    /// <summary>Seconds from the first to the last event, 0 for bounces, summed over <see cref="DurationVisits"/>.</summary>
    VisitSeconds,

    /// <summary>
    /// Visits in a bucket of an hour or minute that end in a later bucket, so that they are not among <see cref="DurationVisits"/>.
    /// </summary>
    PassingVisits,

    /// <summary>Events refused by validation; by time only.</summary>
    Refused,

    /// <summary>Events filtered as bots; by time only.</summary>
    Filtered,

    /// <summary>Events dropped because the same event was counted already; by time only.</summary>
    Duplicates,
}
