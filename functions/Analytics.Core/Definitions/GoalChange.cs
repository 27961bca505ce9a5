namespace Analytics.Core.Definitions;

/// <summary>The change of what reaches a goal or of its revenue.</summary>
/// <param name="Before">The goal as it is.</param>
/// <param name="After">The goal as it would be.</param>
public sealed record GoalChange(Goal Before, Goal After);
