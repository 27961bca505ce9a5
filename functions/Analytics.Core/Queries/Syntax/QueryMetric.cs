using Analytics.Core.Queries.Metrics;

namespace Analytics.Core.Queries.Syntax;

/// <summary>One metric column of the answer.</summary>
/// <param name="Metric">The metric; for an average, the metric of a time bucket alone.</param>
/// <param name="Rolling">Its average over time buckets; null for the plain metric.</param>
public sealed record QueryMetric(MetricDefinition Metric, RollingAverage? Rolling = null)
{
    /// <summary>The metric's name in the API.</summary>
    public string Name => Metric.Name;
}
