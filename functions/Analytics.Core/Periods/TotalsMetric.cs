namespace Analytics.Core.Periods;

/// <summary>
/// Counts that are additive over events. The numbers are stored and never change; in version 1, 2 to 4 were visits, which are not
/// additive.
/// </summary>
public enum TotalsMetric
{
    /// <summary>Events named <c>pageview</c>.</summary>
    Pageviews = 0,

    /// <summary>Events of any name but <c>engagement</c>.</summary>
    Events = 1,

    /// <summary>Events under a further id of their visitor, who has very many.</summary>
    Shared = 2,

    /// <summary>Events refused by validation.</summary>
    Refused = 5,

    /// <summary>Events filtered as bots.</summary>
    Filtered = 6,

    /// <summary>Events that were counted already.</summary>
    Duplicates = 7,
}
