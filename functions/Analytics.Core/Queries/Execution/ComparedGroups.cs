using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// Finds the counterpart of a row in the comparison range: the row with the same labels and the counterpart of its time bucket.
/// </summary>
internal sealed class ComparedGroups
{
    private readonly QueryPlan _plan;
    private readonly RangeRows _compared;
    private readonly ComparedBuckets _buckets;
    private readonly Dictionary<(long Bucket, string?[] Labels), RangeRow> _rows;

    public ComparedGroups(QueryPlan plan, ZoneTimeline zone, RangeRows rangeRows, RangeRows compared)
    {
        _plan = plan;
        _compared = compared;
        var fromMidnight = BeginsWithADay(rangeRows.Range) && BeginsWithADay(compared.Range);
        _buckets = new(plan.Unit, rangeRows.TimeLabels, compared.TimeLabels, fromMidnight);
        _rows = new(compared.Rows.Count, GroupKeyComparer.Instance);
        foreach (var row in compared.Rows)
        {
            _rows.TryAdd((row.Bucket, row.Labels), row);
        }

        bool BeginsWithADay(TimeRange range) => zone.StartOf(zone.DayAt(range.From)) == range.From;
    }

    public RowComparison Of(RangeRow row)
    {
        var bucket = _buckets.Of(row.Bucket);
        var values =
            bucket is not { } at ? new double?[row.Values.Length]
            : _rows.TryGetValue((at, row.Labels), out var comparedRow) ? comparedRow.Values
            : Absent(at, row);
        var labels = new string?[_plan.Query.Dimensions.Count];
        var next = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] =
                !_plan.Query.Dimensions[i].IsTime ? row.Labels[next++]
                : bucket is { } counterpart ? _compared.TimeLabels[counterpart]
                : null;
        }

        return new RowComparison(labels, values, [.. _plan.Query.Metrics.Select((metric, i) => Change(metric, values[i], row.Values[i]))]);
    }

    private double?[] Absent(int bucket, RangeRow row)
    {
        var emptyGroup = ScanGroup.EmptyAt(_compared.Lead + bucket, row.Stored);
        return [.. _plan.Query.Metrics.Select(metric => RowReader.ValueOf(_plan, metric.Metric, emptyGroup, _compared.Companions))];
    }

    /// <summary>Returns the change between two values, in points with the decimals of the values: averages are not rounded.</summary>
    private static double? Change(QueryMetric metric, double? before, double? after) =>
        (before, after) switch
        {
            (null, _) or (_, null) => null,
            ({ } old, { } current) when metric.Metric.Is(MetricTraits.ChangesInPoints) => metric.Rolling is null
                ? metric.Metric.Round(current - old)
                : current - old,
            ({ } old, { } current) => PercentChange.Between(old, current) is var change && AnswerNumber.IsWritable(change) ? change : null,
        };
}
