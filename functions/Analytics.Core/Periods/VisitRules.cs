namespace Analytics.Core.Periods;

/// <summary>Rules that decide which events form a visit.</summary>
public static class VisitRules
{
    /// <summary>A longer silence, in seconds, ends a visit.</summary>
    public const int MaxGapSeconds = 1800;

    /// <summary>A visit with so many events ends; the next one begins.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>The name of an event that counts as a view of a page.</summary>
    public const string Pageview = "pageview";

    /// <summary>The name of an event that only prolongs a visit: it starts none and does not count.</summary>
    public const string Engagement = "engagement";
}
