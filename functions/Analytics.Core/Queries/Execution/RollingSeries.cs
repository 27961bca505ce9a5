using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.MovingAverages;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// Rolling averages over time buckets. A bucket without data counts as 0. A bucket in which a metric has no denominator, or before the
/// site's first event, takes up time but has no value. Averages are computed from unrounded values and are not rounded.
/// </summary>
/// <remarks>
/// <code>
/// half-life 1 bucket, rates by bucket    100  none     0  none  none   (range begins here)
/// exponential average                    100   100    20    20    20
/// </code>
/// Without a value the weights of all former ones fall alike, so the average stays. Where the range begins in such a gap, the buckets
/// before the gap are read, too (<see cref="RollingResult.BucketsBefore"/>).
/// </remarks>
internal static class RollingSeries
{
    /// <summary>Computes the rolling averages of a query.</summary>
    /// <param name="metrics">The metrics of the query.</param>
    /// <param name="groups">The counted group by bucket, including the buckets before the range; null for a bucket without data.</param>
    /// <param name="buckets">The buckets.</param>
    /// <param name="companions">Results of the companion scans.</param>
    /// <param name="firstBucket">Index of the bucket with the site's first event, 0 if that came earlier; null if it came later than all
    /// buckets or there is none.</param>
    public static RollingResult Compute(
        IReadOnlyList<QueryMetric> metrics,
        ScanGroup?[] groups,
        TimeBuckets buckets,
        Companions companions,
        int? firstBucket
    )
    {
        var averaged = metrics.Where(metric => metric.Rolling is not null).ToList();
        if (averaged.Count == 0)
        {
            return RollingResult.None;
        }

        // The part of a bucket before the start of the range belongs to no average.
        var kept = Enumerable.Range(0, groups.Length).Where(i => !buckets.HasRest || i != buckets.Lead - 1).ToArray();
        var first = firstBucket is { } bucketOfFirst ? Array.FindIndex(kept, i => i >= bucketOfFirst) : -1;
        var wholeBuckets = kept.Select(
                (bucket, position) => first >= 0 && position >= first ? groups[bucket] ?? ScanGroup.EmptyAt(bucket, []) : null
            )
            .ToArray();
        var lead = kept.Length - buckets.Labels.Count;
        var complete = Math.Max(0, first + averaged.Max(metric => metric.Rolling!.BucketsBefore) - lead);
        var (series, before) = (new List<(int, double?[])>(averaged.Count), 0);
        foreach (var (i, metric) in metrics.Index().Where(item => item.Item.Rolling is not null))
        {
            var values = new AveragedValues(metric, wholeBuckets, companions);
            series.Add((i, Average(metric.Rolling!, values)[lead..]));
            before = Math.Max(before, BucketsBefore(metric.Rolling!, values, lead));
        }

        return new(series, first >= 0 && complete < buckets.Labels.Count ? complete : null, before);
    }

    /// <summary>Returns the number of buckets before the range that an average needs, given the values of those that were read.</summary>
    private static int BucketsBefore(RollingAverage rolling, AveragedValues values, int lead)
    {
        if (rolling is RollingAverage.Simple)
        {
            return rolling.BucketsBefore;
        }

        var newest = lead;
        while (newest >= 0 && !values.Has(newest))
        {
            newest--;
        }

        return rolling.BucketsBefore + (newest < 0 ? RollingAverage.MaxGap : Math.Min(lead - newest, RollingAverage.MaxGap));
    }

    private static double?[] Average(RollingAverage rolling, AveragedValues values)
    {
        var series = Average(rolling, values.Numerators);
        var denominators = values.Denominators is { } divisors ? Average(rolling, divisors) : null;
        for (var i = 0; i < series.Length; i++)
        {
            series[i] =
                values.IsUnwritable(i) ? double.NaN
                : denominators is null ? series[i]
                : denominators[i] > 0 ? series[i] / denominators[i]
                : null;
        }

        return series;
    }

    private static double?[] Average(RollingAverage rolling, double?[] values) =>
        rolling switch
        {
            RollingAverage.Simple simple => Simple(values, simple.Window),
            RollingAverage.Exponential exponential => Exponential(values, exponential.HalfLife),
            _ => throw new ArgumentOutOfRangeException(nameof(rolling), rolling, "Unknown kind of rolling average."),
        };

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

            series[i] = average.Weight > 0 && steps <= RollingAverage.MaxGap ? average.Average : null;
        }

        return series;
    }
}
