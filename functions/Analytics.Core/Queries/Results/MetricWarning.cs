namespace Analytics.Core.Queries.Results;

/// <summary>What limits a metric of an answer.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Warning">For people.</param>
public sealed record MetricWarning(string Code, string Warning);
