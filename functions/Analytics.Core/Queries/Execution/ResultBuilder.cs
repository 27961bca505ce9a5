using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Execution;

/// <summary>Builds the answer: sorts the rows, takes the page, adds comparisons and meta.</summary>
internal static class ResultBuilder
{
    public static QueryResult Build(QueryPlan plan, ZoneTimeline zone, RangeRows rangeRows, RangeRows? compared, SitesMeta? sites)
    {
        var query = plan.Query;
        var (range, comparedRange) = (rangeRows.Range, compared?.Range);
        var unwritable = new HashSet<string>(StringComparer.Ordinal);
        DropUnwritable(plan, rangeRows, unwritable);
        DropUnwritable(plan, compared, unwritable);
        var comparedGroups = compared is null ? null : new ComparedGroups(plan, zone, rangeRows, compared);
        var page = RowPage
            .Take(rangeRows.Rows, new RowOrder(plan), query.Pagination.Offset, query.Pagination.Limit)
            .Select(row => new QueryRow(Dimensions(plan, row, rangeRows.TimeLabels), row.Values, comparedGroups?.Of(row))
            {
                Currency = RowReader.CurrencyOf(plan, row.Stored),
            })
            .ToArray();
        var executed = new ExecutedQuery(
            query,
            zone.At(range.From),
            zone.At(Math.Max(range.From, range.To - 1)),
            comparedRange is null ? null : zone.At(comparedRange.From),
            comparedRange is null ? null : zone.At(Math.Max(comparedRange.From, comparedRange.To - 1))
        )
        {
            Skipped = range.Length == 0 ? range.Days : null,
            ComparedSkipped = comparedRange is { Length: 0 } ? comparedRange.Days : null,
        };
        return new QueryResult(page, Meta(plan, rangeRows, compared, unwritable) with { Sites = sites }, executed)
        {
            TotalRows = rangeRows.Rows.Count,
        };
    }

    /// <summary>
    /// Replaces values that are no finite number by none, and notes their metrics. Values of events of older releases had no limit, so
    /// that one can be infinite, and so can their sums.
    /// </summary>
    private static void DropUnwritable(QueryPlan plan, RangeRows? rows, HashSet<string> metrics)
    {
        foreach (var row in rows?.Rows ?? [])
        {
            for (var i = 0; i < row.Values.Length; i++)
            {
                if (row.Values[i] is { } value && !AnswerNumber.IsWritable(value))
                {
                    row.Values[i] = null;
                    metrics.Add(plan.Query.Metrics[i].Name);
                }
            }
        }
    }

    private static string[] Dimensions(QueryPlan plan, RangeRow row, IReadOnlyList<string> timeLabels)
    {
        var labels = new string[plan.Query.Dimensions.Count];
        var next = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = plan.Query.Dimensions[i].IsTime ? timeLabels[row.Bucket] : row.Labels[next++];
        }

        return labels;
    }

    private static QueryMeta Meta(QueryPlan plan, RangeRows rangeRows, RangeRows? compared, IReadOnlySet<string> unwritable)
    {
        var query = plan.Query;
        var fraction = Math.Min(rangeRows.SampledFraction, compared?.SampledFraction ?? 1);
        var exact = rangeRows.Exact & (compared?.Exact ?? ScanNeeds.All);
        var estimated = query
            .Metrics.Where(metric => (metric.Metric.Needs & ~exact) != 0)
            .Select(metric => metric.Name)
            .Distinct()
            .ToList();
        return new QueryMeta(
            query.Include.TimeLabels ? rangeRows.TimeLabels : null,
            query.Include.TotalRows ? rangeRows.Rows.Count : null,
            rangeRows.Imports,
            query.Include.Sampling || query.Include.Sample is not null || estimated.Count > 0
                ? SamplingMeta.Of(rangeRows.SampledFraction, rangeRows.SampledTotal)
                : null,
            Warnings(plan, rangeRows, estimated, fraction, unwritable)
        )
        {
            ComparedImports = compared?.Imports,
            PresentIndex = query.Include.TimeLabels || query.Include.PresentIndex ? rangeRows.PresentIndex : null,
            PartialTimeLabels = query.Include.TimeLabels || query.Include.PartialTimeLabels ? rangeRows.PartialTimeLabels : null,
            Rolling = query.Metrics.Any(metric => metric.Rolling is not null)
                ? new(
                    rangeRows.CompleteFrom,
                    [.. query.Metrics.Where(metric => metric.Rolling is { Pooled: true }).Select(metric => metric.Name).Distinct()]
                )
                : null,
        };
    }

    private static Dictionary<string, MetricWarning> Warnings(
        QueryPlan plan,
        RangeRows rangeRows,
        List<string> estimated,
        double fraction,
        IReadOnlySet<string> unwritable
    )
    {
        var warning = new MetricWarning(
            "sampled",
            FormattableString.Invariant($"Estimated from {fraction:P1} of the visitors; see meta.sampling for the standard error.")
        );
        var warnings = estimated.ToDictionary(name => name, _ => warning);
        if ((plan.Revenue.Warning ?? RevenuePlan.OtherCurrencies(rangeRows.OtherCurrencyEvents)) is { } ofRevenue)
        {
            foreach (var metric in plan.Query.Metrics.Where(metric => metric.Metric.Is(MetricTraits.Money)))
            {
                warnings[metric.Name] = ofRevenue;
            }
        }

        foreach (var name in unwritable)
        {
            warnings[name] = new(
                "no_finite_number",
                "Some values are null because they are beyond all numbers: events of older releases had values without a limit."
            );
        }

        return warnings;
    }
}
