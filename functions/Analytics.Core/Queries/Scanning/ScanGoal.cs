namespace Analytics.Core.Queries.Scanning;

/// <summary>A goal that a scan groups by.</summary>
/// <param name="Name">The value of its groups.</param>
/// <param name="Filter">The events that reach it.</param>
/// <param name="Currency">The currency of its revenue; null for none.</param>
public sealed record ScanGoal(string Name, ScanFilter.Goal Filter, string? Currency = null);
