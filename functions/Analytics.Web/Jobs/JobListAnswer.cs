namespace Analytics.Web.Jobs;

/// <summary>All jobs, oldest first.</summary>
/// <param name="Jobs">The jobs.</param>
public sealed record JobListAnswer(IReadOnlyList<JobAnswer> Jobs);
