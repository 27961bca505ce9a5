namespace Analytics.Core.Queries.Scanning;

/// <summary>The parts of a <see cref="ScanGroup"/> that a query reads.</summary>
[Flags]
public enum ScanNeeds
{
    /// <summary>No part.</summary>
    None = 0,

    /// <summary>Distinct visitors.</summary>
    Visitors = 1,

    /// <summary>Distinct visits.</summary>
    Visits = 2,

    /// <summary>Pageviews and events.</summary>
    Events = 4,

    /// <summary>Bounces and visit seconds.</summary>
    VisitMetrics = 8,

    /// <summary>Refused, filtered and duplicate events; counted by time only, without filter and dimensions.</summary>
    Traffic = 16,

    /// <summary>Scroll depths of engagement events.</summary>
    ScrollDepths = 32,

    /// <summary>Times of engagement events.</summary>
    EngagementTimes = 64,

    /// <summary>Revenue of events.</summary>
    Revenue = 128,

    /// <summary>Sums of events' values.</summary>
    ValueSums = 256,

    /// <summary>The values of events, for percentiles.</summary>
    Values = 512,

    /// <summary>The durations of visits, for percentiles; only together with <see cref="VisitMetrics"/>.</summary>
    Durations = 1024,

    /// <summary>The pageviews of visits; only together with <see cref="VisitMetrics"/>.</summary>
    VisitPageviews = 2048,

    /// <summary>Values of engagement events.</summary>
    Engagement = ScrollDepths | EngagementTimes,

    /// <summary>All parts.</summary>
    All = Visitors | Visits | Events | VisitMetrics | Traffic | Engagement | Revenue | ValueSums | Values | Durations | VisitPageviews,
}
