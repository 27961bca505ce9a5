namespace Analytics.Core.Queries.Results;

/// <summary>Limitation of a metric of an answer.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Warning">For people.</param>
public sealed record MetricWarning(string Code, string Warning);
