using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.MovingAverages;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// Rolling averages over time buckets. A bucket without data counts as 0; one in which a metric has no denominator passes time but has no
/// value, and so does one before the site's first event. Averages are over unrounded values and not rounded themselves.
/// </summary>
internal static class RollingSeries
{
    /// <summary>Averages the averaged metrics.</summary>
    /// <param name="metrics">The metrics of the query.</param>
    /// <param name="groups">By bucket, those before the range included, what was counted; null for nothing.</param>
    /// <param name="buckets">The buckets.</param>
    /// <param name="companions">What the companion scans found.</param>
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

        // The rest of a unit that the range cuts belongs to no average.
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

    private static double?[] Average(QueryMetric asked, ScanGroup?[] groups, Companions companions)
    {
        var (metric, rolling) = (asked.Metric, asked.Rolling!);
        if (!rolling.Pooled)
        {
            return Average(rolling, group => metric.Value(group, companions.Of(metric, group)));
        }

        var numerators = Average(rolling, group => metric.Fraction!(group, companions.Of(metric, group)).Numerator);
        var denominators = Average(rolling, group => metric.Fraction!(group, companions.Of(metric, group)).Denominator);
        return [.. numerators.Zip(denominators, (numerator, denominator) => denominator > 0 ? numerator / denominator : null)];

        double?[] Average(RollingAverage kind, Func<ScanGroup, double?> value)
        {
            var values = Array.ConvertAll(groups, group => group is null ? null : value(group));
            return kind.Window is { } window ? Simple(values, window) : Exponential(values, kind.HalfLife!.Value);
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

            // With gaps the window of values reaches further back in time than the window of buckets.
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
