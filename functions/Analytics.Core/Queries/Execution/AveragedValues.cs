using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Execution;

/// <summary>The values by time bucket of which a rolling average is taken; null where there is none.</summary>
internal sealed class AveragedValues
{
    private readonly HashSet<int> _unwritable = [];

    /// <param name="metric">The averaged metric.</param>
    /// <param name="groups">The counted group by bucket; null before the site's first event.</param>
    /// <param name="companions">Results of the companion scans.</param>
    public AveragedValues(QueryMetric metric, ScanGroup?[] groups, Companions companions)
    {
        if (!metric.Rolling!.Pooled)
        {
            Numerators = Array.ConvertAll(
                groups,
                group => group is null ? null : metric.Metric.Value(group, companions.Of(metric.Metric, group))
            );
            LeaveOutUnwritable();
            return;
        }

        (Numerators, Denominators) = (new double?[groups.Length], new double?[groups.Length]);
        for (var i = 0; i < groups.Length; i++)
        {
            if (
                groups[i] is { } group
                && metric.Metric.Fraction!(group, companions.Of(metric.Metric, group)) is { Denominator: > 0 } fraction
            )
            {
                (Numerators[i], Denominators[i]) = fraction;
            }
        }

        LeaveOutUnwritable();
    }

    /// <summary>The values, or the numerators of a pooled rate.</summary>
    public double?[] Numerators { get; }

    /// <summary>The denominators of a pooled rate; null for another metric.</summary>
    public double?[]? Denominators { get; }

    /// <summary>Returns true if a bucket has a value.</summary>
    public bool Has(int bucket) => Numerators[bucket] is not null;

    /// <summary>Returns true if a bucket's own value is no finite number. It is in no average.</summary>
    public bool IsUnwritable(int bucket) => _unwritable.Contains(bucket);

    private void LeaveOutUnwritable()
    {
        for (var i = 0; i < Numerators.Length; i++)
        {
            if (Numerators[i] is { } value && !AnswerNumber.IsWritable(value))
            {
                Numerators[i] = null;
                Denominators?[i] = null;
                _unwritable.Add(i);
            }
        }
    }
}
