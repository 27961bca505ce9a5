namespace Analytics.Core.Queries.Scanning;

/// <summary>A goal that a scan groups by.</summary>
/// <param name="Name">The value that its groups have.</param>
/// <param name="Filter">The events that reach it.</param>
/// <param name="Currency">The currency in which its revenue is added up; null for none.</param>
public sealed record ScanGoal(string Name, ScanFilter.Goal Filter, string? Currency = null);
