namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// What happened in one time bucket for one combination of dimension values. Exact unless the rollups were sampled;
/// then estimates, already scaled.
/// </summary>
public sealed class ScanGroup
{
    /// <summary>Index into <see cref="ScanRequest.BucketStarts"/>.</summary>
    public required int Bucket { get; init; }

    /// <summary>The stored values in the order of <see cref="ScanRequest.Dimensions"/>; null for a property the event lacks, empty when not set.</summary>
    public required string?[] Values { get; init; }

    /// <summary>Distinct visitors among matching events.</summary>
    public double Visitors { get; set; }

    /// <summary>Distinct visits.</summary>
    public double Visits { get; set; }

    /// <summary>Events named <c>pageview</c>.</summary>
    public double Pageviews { get; set; }

    /// <summary>Events of any name but <c>engagement</c>.</summary>
    public double Events { get; set; }

    /// <summary>
    /// Visits over which bounces and seconds are taken. It differs from <see cref="Visits"/> by page, where visit metrics group by entry page,
    /// and by hour or minute.
    /// </summary>
    public double BounceVisits { get; set; }

    /// <summary>Visits with at most one event that counts, among <see cref="BounceVisits"/>.</summary>
    public double Bounces { get; set; }

    /// <summary>Visits over which <see cref="VisitSeconds"/> is averaged.</summary>
    public double DurationVisits { get; set; }

    /// <summary>Seconds from first to last event, bounces 0, summed over <see cref="DurationVisits"/>.</summary>
    public double VisitSeconds { get; set; }

    /// <summary>Events refused by validation.</summary>
    public double Refused { get; set; }

    /// <summary>Events filtered as bots.</summary>
    public double Filtered { get; set; }

    /// <summary>Events dropped because the same event was counted already.</summary>
    public double Duplicates { get; set; }
}
