namespace Analytics.Core.Periods;

/// <summary>Rules that decide which events form a visit.</summary>
public static class VisitRules
{
    /// <summary>Seconds without an event after which a visit ends.</summary>
    public const int MaxGapSeconds = 1800;

    /// <summary>Number of events after which a visit ends and the next one begins.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>The name of pageviews.</summary>
    public const string Pageview = "pageview";

    /// <summary>The name of engagement events, which only prolong a visit: they start none and do not count.</summary>
    public const string Engagement = "engagement";
}
