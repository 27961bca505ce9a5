namespace Analytics.Core.Queries.Scanning;

/// <summary>The revenue that a scan adds up.</summary>
/// <param name="Currency">The currency; events with amounts in others are counted but not added up: no exchange rates are known.</param>
/// <param name="Filter">The events whose revenue counts.</param>
public sealed record ScanRevenue(string Currency, ScanFilter Filter)
{
    /// <summary>Revenue in other currencies that other goals of the same events add up, so that it is not missing.</summary>
    public IReadOnlyList<ScanRevenue> Elsewhere { get; init; } = [];
}
