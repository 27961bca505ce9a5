namespace Analytics.Core.Queries.Scanning;

/// <summary>A goal that a scan groups by.</summary>
/// <param name="Name">The value that its groups have.</param>
/// <param name="Filter">The events that reach it.</param>
public sealed record ScanGoal(string Name, ScanFilter.Goal Filter);
