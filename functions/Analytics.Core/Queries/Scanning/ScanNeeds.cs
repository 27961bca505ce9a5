namespace Analytics.Core.Queries.Scanning;

/// <summary>The parts of a <see cref="ScanGroup"/> that a query reads.</summary>
[Flags]
public enum ScanNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Distinct visitors.</summary>
    Visitors = 1,

    /// <summary>Distinct visits.</summary>
    Visits = 2,

    /// <summary>Pageviews and events.</summary>
    Events = 4,

    /// <summary>Bounces and visit seconds.</summary>
    VisitMetrics = 8,

    /// <summary>Refused, filtered and duplicate events; these exist by time only, ignoring filter and dimensions.</summary>
    Traffic = 16,

    /// <summary>All of it.</summary>
    All = Visitors | Visits | Events | VisitMetrics | Traffic,
}
