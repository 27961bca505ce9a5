namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors who had one value at the first step of a funnel.</summary>
/// <param name="Label">The value; null for the group of all values beyond the limit.</param>
/// <param name="Steps">Their steps.</param>
public sealed record FunnelGroup(string? Label, IReadOnlyList<FunnelStepResult> Steps)
{
    /// <summary>The name of the group of all values beyond the limit in an answer.</summary>
    public const string OtherLabel = "Other";
}
