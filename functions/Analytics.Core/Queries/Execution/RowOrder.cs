using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// Orders rows by the query's order, then by time and labels ascending, so that pages never overlap. A row without a value
/// of a metric comes after all that have one, in either direction.
/// </summary>
internal sealed class RowOrder(QueryPlan plan) : IComparer<RangeRow>
{
    private readonly (int Metric, int Label, bool Descending)[] _keys = [.. plan.Query.OrderBy.Select(order => Key(plan, order))];

    public int Compare(RangeRow? x, RangeRow? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        foreach (var (metric, label, descending) in _keys)
        {
            if (metric >= 0 && x.Values[metric].HasValue != y.Values[metric].HasValue)
            {
                return x.Values[metric].HasValue ? -1 : 1;
            }

            var result =
                metric >= 0 ? Nullable.Compare(x.Values[metric], y.Values[metric])
                : label >= 0 ? string.CompareOrdinal(x.Labels[label], y.Labels[label])
                : x.Bucket.CompareTo(y.Bucket);
            if (result != 0)
            {
                return descending ? -result : result;
            }
        }

        return Position(x, y);
    }

    private static int Position(RangeRow x, RangeRow y)
    {
        var result = x.Bucket.CompareTo(y.Bucket);
        for (var i = 0; result == 0 && i < x.Labels.Length; i++)
        {
            result = string.CompareOrdinal(x.Labels[i], y.Labels[i]);
        }

        return result;
    }

    private static (int Metric, int Label, bool Descending) Key(QueryPlan plan, QueryOrder order)
    {
        for (var i = 0; i < plan.Query.Metrics.Count; i++)
        {
            if (plan.Query.Metrics[i].Name == order.Name)
            {
                return (i, -1, order.Descending);
            }
        }

        for (var i = 0; i < plan.Groups.Count; i++)
        {
            if (plan.Groups[i].Name == order.Name)
            {
                return (-1, i, order.Descending);
            }
        }

        return (-1, -1, order.Descending);
    }
}
