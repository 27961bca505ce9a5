namespace Analytics.Core.Queries.Scanning;

/// <summary>A goal to group by, made ready for counting.</summary>
/// <param name="Number">The site's number of its name.</param>
/// <param name="Condition">The events that reach it.</param>
/// <param name="Currency">The currency in which its revenue is added up; null for none.</param>
internal sealed record CompiledGoal(int Number, ScanCondition Condition, string? Currency);
