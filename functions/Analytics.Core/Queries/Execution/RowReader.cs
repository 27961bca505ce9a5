using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Analytics.Core.Queries.Imports;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Execution;

/// <summary>Scans a range and turns the groups into rows.</summary>
/// <param name="scanner">Scans the rollups.</param>
/// <param name="site">The site.</param>
/// <param name="plan">The plan of the query.</param>
/// <param name="zone">The site's zone.</param>
/// <param name="now">The current second, Unix time: buckets that begin later have no rolling average yet.</param>
/// <param name="budget">The events that may be read and the visitors to count.</param>
/// <param name="firstEvent">The second of the site's first event, for rolling averages; null without any.</param>
/// <param name="imports">The site's imports, of which each range takes what it can; null if they are not asked for.</param>
internal sealed class RowReader(
    IRollupScanner scanner,
    string site,
    QueryPlan plan,
    ZoneTimeline zone,
    long now,
    ScanBudget budget,
    long? firstEvent,
    ImportsChoice? imports
)
{
    /// <summary>Approximate bytes of a row without its values, where it is sorted, and as the counterpart of another.</summary>
    private const long EmptyRowBytes = 160;

    private long RowBytes => EmptyRowBytes + (16L * plan.Query.Metrics.Count);

    /// <summary>Reads a range, with imports if they can answer it.</summary>
    /// <param name="range">The range.</param>
    /// <param name="whole">The same range before its future or its rest was cut off.</param>
    /// <param name="withImports">The range to read instead if imports can answer it.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<RangeRows> ReadAsync(
        TimeRange range,
        TimeRange whole,
        TimeRange withImports,
        CancellationToken cancellationToken
    )
    {
        if (imports is null)
        {
            return await ReadAsync(range, scanner, firstEvent, cancellationToken);
        }

        var refusal = imports.Refusal(plan.Unit, whole.Days is not null);
        if (refusal is null)
        {
            try
            {
                var rows = await ReadAsync(withImports, imports.Scanner, imports.FirstDayOr(firstEvent), cancellationToken);
                return rows with { Imports = await imports.IncludedAsync(rows, withImports != range, cancellationToken) };
            }
            catch (ImportsRefusedException exception)
            {
                refusal = ImportsChoice.Refusal(exception);
            }

            // If only the buckets before the range cannot have imports, the range itself still can.
            if (plan.BucketsBefore > 0 && await imports.ScannerFromAsync(withImports, cancellationToken) is { } ofRange)
            {
                try
                {
                    var rows = await ReadAsync(withImports, ofRange, imports.FirstDayOr(firstEvent), cancellationToken);
                    return rows with { Imports = ImportsChoice.WithoutBucketsBefore(refusal) };
                }
                catch (ImportsRefusedException exception)
                {
                    refusal = ImportsChoice.Refusal(exception);
                }
            }
        }

        return await ReadAsync(range, scanner, firstEvent, cancellationToken) with
        {
            Imports = refusal,
        };
    }

    /// <summary>Returns the rounded value of a metric in a group.</summary>
    public static double? ValueOf(QueryPlan plan, MetricDefinition metric, ScanGroup group, Companions companions) =>
        metric.Round(AmountOf(plan, metric, metric.Value(group, companions.Of(metric, group)), group.Values));

    /// <summary>Returns the currency of the revenue of a group; null if it has none.</summary>
    public static string? CurrencyOf(QueryPlan plan, string?[] values) =>
        plan.GoalPosition < 0 ? plan.Revenue.CurrencyOf(null) : plan.Revenue.CurrencyOf(values[plan.GoalPosition] ?? string.Empty);

    private async ValueTask<RangeRows> ReadAsync(TimeRange range, IRollupScanner rows, long? first, CancellationToken cancellationToken)
    {
        if (range.Length == 0)
        {
            return RangeRows.EmptyAt(range) with
            {
                Rows = plan.Query.Dimensions.Count == 0 ? [Row(ScanGroup.Empty, 0, Companions.None)] : [],
            };
        }

        // Where exponential averages have no value at the beginning of the range, further buckets before it are read.
        var before = plan.BucketsBefore;
        while (true)
        {
            var buckets = plan.Unit is { } unit
                ? TimeBuckets.Cut(range, unit, zone, before, first ?? range.From)
                : TimeBuckets.Single(range);
            var (rangeRows, needed) = await ReadAsync(range, buckets, rows, first, cancellationToken);
            if (needed <= before || buckets.WholeBefore < before)
            {
                return rangeRows;
            }

            before = needed;
        }
    }

    private async ValueTask<(RangeRows Rows, int BucketsBefore)> ReadAsync(
        TimeRange range,
        TimeBuckets buckets,
        IRollupScanner rollups,
        long? first,
        CancellationToken cancellationToken
    )
    {
        var splits = plan.Unit is TimeGranularity.Hour or TimeGranularity.Minute;
        var dimensions = plan.Groups.Select(group => group.Stored).ToArray();

        // The number of sampled visitors determines the standard error of the other numbers.
        var tellsPrecision = plan.Query.Include.Sampling || plan.Query.Include.Sample is not null;
        var needs = budget.Sample.IsAll && !tellsPrecision ? plan.Needs : plan.Needs | ScanNeeds.Visitors;
        var request = new ScanRequest(site, buckets.Starts[0], range.To, buckets.Starts, splits, dimensions, plan.Filter, needs)
        {
            Goals = plan.Goals,
            Revenue = plan.Revenue.Scanned,
            Budget = budget,
            TellsVisitorsApart = tellsPrecision,
        };
        var result = await rollups.ScanAsync(request, cancellationToken);
        budget.Memory.Take(result.Groups.Sum(static group => group.Weight) + (result.Groups.Count * RowBytes));
        var companions = await Companions.ReadAsync(
            rollups,
            plan.Query.Metrics.Select(metric => metric.Metric),
            request,
            range.From,
            result.GoalsWithoutImports,
            cancellationToken
        );
        var firstBucket = first is { } second && second < range.To ? buckets.BucketOf(second) : (int?)null;
        var rolling = RollingResult.None;
        var rows = plan.IsSeries
            ? Series(result.Groups, buckets, companions, firstBucket, out rolling)
            : Groups(result.Groups, companions);
        if (plan.Query.Dimensions.Count == 0 && rows.Count == 0)
        {
            rows.Add(Row(ScanGroup.Empty, 0, companions));
        }

        return (
            new RangeRows(
                range,
                buckets.Starts[0],
                rows,
                buckets.Labels,
                buckets.Lead,
                companions,
                result.SampledFraction,
                result.Exact,
                result.Total
            )
            {
                PartialTimeLabels = buckets.Partial,
                PresentIndex = plan.Unit is not null && now >= range.From && now < range.To ? buckets.BucketOf(now) - buckets.Lead : null,
                CompleteFrom = rolling.CompleteFrom is { } complete ? buckets.Labels[complete] : null,
                OtherCurrencyEvents = OtherCurrencyEvents(result.Groups, buckets.Lead),
                GoalsWithoutImports = result.GoalsWithoutImports,
            },
            rolling.BucketsBefore
        );
    }

    /// <summary>Returns an amount of money with the decimals of its currency, null without a currency; other values as they are.</summary>
    private static double? AmountOf(QueryPlan plan, MetricDefinition metric, double? value, string?[] values) =>
        !metric.Is(MetricTraits.Money) ? value
        : value is { } amount && CurrencyOf(plan, values) is { } currency ? MoneyAmount.Round(amount, currency)
        : null;

    private bool IsKept(ScanGroup group) =>
        !plan.DropsGroupsWithoutEvents
        || group[ScanCounter.Visitors] != 0
        || (plan.DropsGroupsWithoutVisits && group[ScanCounter.Visits] != 0)
        || group[ScanCounter.Pageviews] != 0
        || group[ScanCounter.Events] != 0;

    private IReadOnlyDictionary<string, long> OtherCurrencyEvents(IReadOnlyList<ScanGroup> groups, int firstBucket)
    {
        if (!plan.Needs.HasFlag(ScanNeeds.Revenue))
        {
            return FrozenDictionary<string, long>.Empty;
        }

        var events = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var group in groups.Where(group => group.Bucket >= firstBucket))
        {
            if (group.Measures is { OtherCurrencyEvents: > 0 and var count })
            {
                var goal = plan.GoalPosition < 0 ? null : group.Values[plan.GoalPosition];
                CollectionsMarshal.GetValueRefOrAddDefault(events, goal ?? string.Empty, out _) += count;
            }
        }

        return events;
    }

    private RangeRow Row(ScanGroup group, int bucket, Companions companions)
    {
        var labels = Labels(group.Values);
        var values = new double?[plan.Query.Metrics.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(plan, plan.Query.Metrics[i].Metric, group, companions);
        }

        return new RangeRow(bucket, labels, group.Values, values);
    }

    private string[] Labels(string?[] stored)
    {
        // Most values are their own labels; then the scan's array is reused, which saves memory with very many groups.
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

    private List<RangeRow> Groups(IReadOnlyList<ScanGroup> groups, Companions companions)
    {
        var rows = new List<RangeRow>(groups.Count);
        foreach (var group in groups)
        {
            if (IsKept(group))
            {
                rows.Add(Row(group, group.Bucket, companions));
            }
        }

        return rows;
    }

    private List<RangeRow> Series(
        IReadOnlyList<ScanGroup> groups,
        TimeBuckets buckets,
        Companions companions,
        int? firstBucket,
        out RollingResult rolling
    )
    {
        var byBucket = new ScanGroup?[buckets.Starts.Count];
        foreach (var group in groups)
        {
            byBucket[group.Bucket] = IsKept(group) ? group : null;
        }

        rolling = RollingSeries.Compute(plan.Query.Metrics, byBucket, buckets, companions, firstBucket);
        var averages = rolling.Series;
        var addsEmptyRows = plan.Query.Include.Comparison is not null;
        var rows = new List<RangeRow>(buckets.Labels.Count);
        for (var i = 0; i < buckets.Labels.Count; i++)
        {
            var group = byBucket[buckets.Lead + i];
            var averaged = averages.Count > 0 && buckets.Starts[buckets.Lead + i] <= now && buckets.Lead + i >= firstBucket;
            if (group is null && !addsEmptyRows && !averaged)
            {
                continue;
            }

            var row = Row(group ?? ScanGroup.EmptyAt(buckets.Lead + i, []), i, companions);
            foreach (var (metric, series) in averages)
            {
                row.Values[metric] = AmountOf(plan, plan.Query.Metrics[metric].Metric, series[i], row.Stored);
            }

            rows.Add(row);
        }

        return rows;
    }
}
