using System.Text.Json;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Parses <c>metrics</c>: names, and objects for rolling averages.</summary>
internal static class MetricParser
{
    private const int MaxMetrics = 30;

    public static IReadOnlyList<QueryMetric> Parse(JsonElement element)
    {
        Expect.Array(element, "metrics", "an array of metrics", MaxMetrics);
        var metrics = new List<QueryMetric>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            var path = $"metrics[{metrics.Count}]";
            var metric = item.ValueKind == JsonValueKind.Object ? Averaged(item, path) : new QueryMetric(Named(item, path));
            if (metrics.Contains(metric))
            {
                throw new QueryException($"{path} asks for {Expect.Show(item)} a second time; name each metric once.");
            }

            metrics.Add(metric);
        }

        return metrics.Count > 0 ? metrics : throw new QueryException($"metrics is empty; name at least one of {MetricTable.Names}.");
    }

    private static MetricDefinition Named(JsonElement element, string path)
    {
        var name = Expect.Text(element, path);
        return MetricTable.Find(name)
            ?? throw new QueryException($"{path} is '{Expect.Cut(name)}', which is no metric; use one of {MetricTable.Names}.");
    }

    private static QueryMetric Averaged(JsonElement element, string path)
    {
        Expect.OnlyKeys(element, path, "metric", "rolling_average");
        if (!element.TryGetProperty("metric", out var name) || !element.TryGetProperty("rolling_average", out var average))
        {
            throw new QueryException($"{path} must have both metric and rolling_average, not {Expect.Show(element)}.");
        }

        var metric = new QueryMetric(Named(name, $"{path}.metric").OfBucket, Average(average, $"{path}.rolling_average"));
        return metric.Rolling!.Pooled && metric.Metric.Fraction is null
            ? throw new QueryException($"{path}.rolling_average.pooled is true, but {metric.Name} is no rate; leave it out.")
            : metric;
    }

    private static RollingAverage Average(JsonElement element, string path)
    {
        Expect.OnlyKeys(element, path, "kind", "window", "half_life", "pooled");
        var pooled = element.TryGetProperty("pooled", out var isPooled) && Expect.Boolean(isPooled, $"{path}.pooled");
        var kind = element.TryGetProperty("kind", out var given) ? Expect.Text(given, $"{path}.kind") : "simple";
        var hasWindow = element.TryGetProperty("window", out var window);
        var hasHalfLife = element.TryGetProperty("half_life", out var halfLife);
        return (kind, hasWindow, hasHalfLife) switch
        {
            ("simple", true, false) => new RollingAverage.Simple(
                Expect.Integer(window, $"{path}.window", 1, RollingAverage.MaxWindow),
                pooled
            ),
            ("simple", _, _) => throw new QueryException(
                $"{path} of the kind 'simple' needs window and no half_life, not {Expect.Show(element)}."
            ),
            ("exponential", false, true) => new RollingAverage.Exponential(HalfLife(halfLife, $"{path}.half_life"), pooled),
            ("exponential", _, _) => throw new QueryException(
                $"{path} of the kind 'exponential' needs half_life and no window, not {Expect.Show(element)}."
            ),
            _ => throw new QueryException($"{path}.kind is '{Expect.Cut(kind)}'; use simple or exponential."),
        };
    }

    private static double HalfLife(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Number
        && element.TryGetDouble(out var number)
        && number is > 0 and <= RollingAverage.MaxHalfLife
            ? number
            : throw new QueryException(
                $"{path} must be a number of buckets above 0 and up to {RollingAverage.MaxHalfLife}, not {Expect.Show(element)}."
            );
}
