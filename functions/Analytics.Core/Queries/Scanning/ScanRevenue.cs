namespace Analytics.Core.Queries.Scanning;

/// <summary>The revenue that a scan adds up.</summary>
/// <param name="Currency">The currency; amounts in others are left out, because no exchange rates are known.</param>
/// <param name="Filter">The events whose revenue counts.</param>
public sealed record ScanRevenue(string Currency, ScanFilter Filter);
