namespace Analytics.Core.Queries.Results;

/// <summary>A limitation of a metric in an answer.</summary>
/// <param name="Code">A code for programs.</param>
/// <param name="Warning">A sentence for people.</param>
public sealed record MetricWarning(string Code, string Warning);
