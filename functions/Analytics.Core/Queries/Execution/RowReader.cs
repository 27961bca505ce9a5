using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Execution;

/// <summary>Scans a range and turns what was found into rows.</summary>
/// <param name="scanner">Reads the rollups.</param>
/// <param name="site">The site.</param>
/// <param name="plan">What to read.</param>
/// <param name="zone">The site's zone.</param>
/// <param name="now">The current second: buckets that begin later have no rolling average yet.</param>
internal sealed class RowReader(IRollupScanner scanner, string site, QueryPlan plan, ZoneTimeline zone, long now)
{
    private static readonly ScanGroup Nothing = new() { Bucket = 0, Values = [] };

    public async ValueTask<RangeRows> ReadAsync(TimeRange range, CancellationToken cancellationToken)
    {
        if (range.Length == 0)
        {
            return plan.Query.Dimensions.Count == 0 ? RangeRows.Empty with { Rows = [Row(Nothing, 0, 0)] } : RangeRows.Empty;
        }

        var buckets = plan.Unit is { } unit ? TimeBuckets.Cut(range, unit, zone, plan.BucketsBefore) : TimeBuckets.Single(range);
        var splits = plan.Unit is TimeGranularity.Hour or TimeGranularity.Minute;
        var dimensions = plan.Groups.Select(group => group.Stored).ToArray();
        var result = await ScanAsync(range, buckets.Starts, splits, dimensions, plan.Needs, cancellationToken);
        var visitors = plan.NeedsTotalVisitors ? await TotalVisitorsAsync(range, cancellationToken) : 0;
        var rows = plan.IsSeries ? Series(result.Groups, buckets, visitors) : Groups(result.Groups, visitors);
        if (plan.Query.Dimensions.Count == 0 && rows.Count == 0)
        {
            rows.Add(Row(Nothing, 0, visitors));
        }

        return new RangeRows(rows, buckets.Labels, visitors, result.SampledFraction, result.Exact, result.SampledVisitors);
    }

    private static bool HasEvents(ScanGroup group) =>
        group.Visitors != 0 || group.Visits != 0 || group.Pageviews != 0 || group.Events != 0;

    private ValueTask<ScanResult> ScanAsync(
        TimeRange range,
        IReadOnlyList<long> starts,
        bool splits,
        IReadOnlyList<ScanDimension> dimensions,
        ScanNeeds needs,
        CancellationToken cancellationToken) =>
        scanner.ScanAsync(
            new ScanRequest(site, starts[0], range.To, starts, splits, dimensions, plan.Filter, needs),
            cancellationToken);

    private async ValueTask<double> TotalVisitorsAsync(TimeRange range, CancellationToken cancellationToken)
    {
        var total = await ScanAsync(range, [range.From], false, [], ScanNeeds.Visitors, cancellationToken);
        return total.Groups.Sum(group => group.Visitors);
    }

    private RangeRow Row(ScanGroup group, int bucket, double visitors)
    {
        var labels = Labels(group.Values);
        var values = new double?[plan.Query.Metrics.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var metric = plan.Query.Metrics[i].Metric;
            values[i] = metric.Round(metric.Value(group, visitors));
        }

        return new RangeRow(bucket, labels, values);
    }

    private string[] Labels(string?[] stored)
    {
        // Most values are their own labels; then the scan's array serves, which matters with very many groups.
        string?[]? labels = null;
        for (var i = 0; i < stored.Length; i++)
        {
            var label = DimensionLabels.Of(plan.Groups[i].Labels, stored[i]);
            if (!ReferenceEquals(label, stored[i]))
            {
                labels ??= [.. stored];
                labels[i] = label;
            }
        }

        return (labels ?? stored)!;
    }

    private List<RangeRow> Groups(IReadOnlyList<ScanGroup> groups, double visitors)
    {
        var rows = new List<RangeRow>(groups.Count);
        foreach (var group in groups)
        {
            if (!plan.DropsGroupsWithoutEvents || HasEvents(group))
            {
                rows.Add(Row(group, group.Bucket, visitors));
            }
        }

        return rows;
    }

    private List<RangeRow> Series(IReadOnlyList<ScanGroup> groups, TimeBuckets buckets, double visitors)
    {
        var byBucket = new ScanGroup?[buckets.Starts.Count];
        foreach (var group in groups)
        {
            byBucket[group.Bucket] = group;
        }

        var averages = RollingSeries.Compute(plan.Query.Metrics, byBucket, buckets, visitors);
        var fills = plan.Query.Include.Comparison is not null;
        var rows = new List<RangeRow>(buckets.Labels.Count);
        for (var i = 0; i < buckets.Labels.Count; i++)
        {
            var group = byBucket[buckets.Lead + i];
            var averaged = averages.Count > 0 && buckets.Starts[buckets.Lead + i] <= now;
            if (group is null && !fills && !averaged)
            {
                continue;
            }

            var row = Row(group ?? Nothing, i, visitors);
            foreach (var (metric, series) in averages)
            {
                row.Values[metric] = series[i];
            }

            rows.Add(row);
        }

        return rows;
    }
}
