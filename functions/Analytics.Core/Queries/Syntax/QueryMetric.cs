using Analytics.Core.Queries.Metrics;

namespace Analytics.Core.Queries.Syntax;

/// <summary>One column of the answer.</summary>
/// <param name="Metric">What is counted.</param>
/// <param name="Rolling">How it is averaged over time buckets; null for the plain metric.</param>
public sealed record QueryMetric(MetricDefinition Metric, RollingAverage? Rolling = null)
{
    /// <summary>The metric's name in the API.</summary>
    public string Name => Metric.Name;
}
