using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.MovingAverages;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// Rolling averages over time buckets. A bucket without data counts as 0; one in which a metric has no denominator passes
/// time but has no value. Averages are over unrounded values and not rounded themselves.
/// </summary>
internal static class RollingSeries
{
    /// <summary>The averages of each averaged metric, by its index, for every bucket of the range.</summary>
    public static IReadOnlyList<(int Metric, double?[] Series)> Compute(
        IReadOnlyList<QueryMetric> metrics,
        ScanGroup?[] groups,
        TimeBuckets buckets,
        Companions companions)
    {
        var averages = new List<(int, double?[])>();
        for (var i = 0; i < metrics.Count; i++)
        {
            if (metrics[i].Rolling is not { } rolling)
            {
                continue;
            }

            var metric = metrics[i].Metric;
            var values = Values(groups, buckets, group => metric.Value(group, companions.Of(metric, group)));
            var series = rolling.Window is { } window ? Simple(values, window) : Exponential(values, rolling.HalfLife!.Value);
            averages.Add((i, series[^buckets.Labels.Count..]));
        }

        return averages;
    }

    private static double?[] Values(ScanGroup?[] groups, TimeBuckets buckets, Func<ScanGroup, double?> value)
    {
        var values = new List<double?>(groups.Length);
        for (var i = 0; i < groups.Length; i++)
        {
            if (!buckets.HasRest || i != buckets.Lead - 1)
            {
                values.Add(value(groups[i] ?? ScanGroup.EmptyAt(i, [])));
            }
        }

        return [.. values];
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
            series[i] = present == 0 ? null : present == average.Count ? average.Average : average.AverageOfLast(present);
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
