using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.MovingAverages;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// Rolling averages over time buckets. A bucket without data counts as 0. A bucket in which a metric has no denominator, or before the
/// site's first event, takes up time but has no value. Averages are computed from unrounded values and are not rounded.
/// </summary>
internal static class RollingSeries
{
    /// <summary>Computes the rolling averages of a query.</summary>
    /// <param name="metrics">The metrics of the query.</param>
    /// <param name="groups">The counted group by bucket, including the buckets before the range; null for a bucket without data.</param>
    /// <param name="buckets">The buckets.</param>
    /// <param name="companions">Results of the companion scans.</param>
    /// <param name="firstEvent">The second of the site's first event, Unix time; null without any.</param>
    public static RollingResult Compute(
        IReadOnlyList<QueryMetric> metrics,
        ScanGroup?[] groups,
        TimeBuckets buckets,
        Companions companions,
        long? firstEvent
    )
    {
        var averaged = metrics.Where(metric => metric.Rolling is not null).ToList();
        if (averaged.Count == 0)
        {
            return RollingResult.None;
        }

        // The part of a bucket before the start of the range belongs to no average.
        var kept = Enumerable.Range(0, groups.Length).Where(i => !buckets.HasRest || i != buckets.Lead - 1).ToArray();
        var first = firstEvent is { } second ? Array.FindIndex(kept, i => i >= buckets.BucketOf(second)) : -1;
        var wholeBuckets = kept.Select(
                (bucket, position) => first >= 0 && position >= first ? groups[bucket] ?? ScanGroup.EmptyAt(bucket, []) : null
            )
            .ToArray();
        var lead = kept.Length - buckets.Labels.Count;
        var complete = Math.Max(0, first + averaged.Max(metric => metric.Rolling!.BucketsBefore) - lead);
        var series = metrics
            .Select((metric, i) => (i, metric))
            .Where(item => item.metric.Rolling is not null)
            .Select(item => (item.i, Average(item.metric, wholeBuckets, companions)[lead..]))
            .ToList();
        return new(series, first >= 0 && complete < buckets.Labels.Count ? complete : null);
    }

    private static double?[] Average(QueryMetric metricQuery, ScanGroup?[] groups, Companions companions)
    {
        var (metric, rolling) = (metricQuery.Metric, metricQuery.Rolling!);
        if (!rolling.Pooled)
        {
            return Average(rolling, group => metric.Value(group, companions.Of(metric, group)));
        }

        var numerators = Average(rolling, group => metric.Fraction!(group, companions.Of(metric, group)).Numerator);
        var denominators = Average(rolling, group => metric.Fraction!(group, companions.Of(metric, group)).Denominator);
        return [.. numerators.Zip(denominators, (numerator, denominator) => denominator > 0 ? numerator / denominator : null)];

        double?[] Average(RollingAverage rollingAverage, Func<ScanGroup, double?> value)
        {
            var values = Array.ConvertAll(groups, group => group is null ? null : value(group));
            return rollingAverage switch
            {
                RollingAverage.Simple simple => Simple(values, simple.Window),
                RollingAverage.Exponential exponential => Exponential(values, exponential.HalfLife),
                _ => throw new ArgumentOutOfRangeException(nameof(rollingAverage), rollingAverage, "Unknown kind of rolling average."),
            };
        }
    }

    private static double?[] Simple(double?[] values, int window)
    {
        var average = new SimpleMovingAverage(window);
        var series = new double?[values.Length];
        var present = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
            {
                average.Add(value);
                present++;
            }

            if (i >= window && values[i - window] is not null)
            {
                present--;
            }

            // If buckets lack values, the last `window` values span more than `window` buckets; only the present ones count.
            series[i] =
                present == 0 ? null
                : present == average.Count ? average.Average
                : average.AverageOfLast(present);
        }

        return series;
    }

    private static double?[] Exponential(double?[] values, double halfLife)
    {
        var average = ExponentialMovingAverage.FromHalfLife(halfLife);
        var series = new double?[values.Length];
        var steps = 0;
        for (var i = 0; i < values.Length; i++)
        {
            steps++;
            if (values[i] is { } value)
            {
                average.Add(value, steps * average.Step);
                steps = 0;
            }

            series[i] = average.Weight > 0 ? average.Average : null;
        }

        return series;
    }
}
