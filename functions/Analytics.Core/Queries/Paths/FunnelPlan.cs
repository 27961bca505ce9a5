using System.Globalization;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>The plan of a funnel: every decision that does not depend on the rows.</summary>
internal sealed class FunnelPlan
{
    private readonly string _site;
    private readonly FunnelQuery _query;
    private readonly ScanFilter? _filter;
    private readonly ScanFilter[] _marks;
    private readonly string[] _currencies;
    private readonly int[] _currencyOfStep;

    /// <exception cref="QueryException">A step or filter names a goal that the site has not.</exception>
    public FunnelPlan(string site, FunnelQuery query, PathFilters filters)
    {
        (_site, _query) = (site, query);
        _filter = filters.Of(query.Filters);
        _marks = [.. query.Steps.Select((step, i) => filters.Of(step, $"steps[{i}]"))];
        var currencies = query
            .Steps.Select((step, i) => step.Kind == PathStepKind.Goal ? filters.GoalOf(step, $"steps[{i}]").Currency : null)
            .ToList();
        _currencies = [.. currencies.OfType<string>().Distinct()];
        _currencyOfStep = [.. currencies.Select(currency => currency is null ? 0 : Array.IndexOf(_currencies, currency) + 1)];
    }

    public FunnelCounter CreateCounter() => new(_query, _currencyOfStep);

    public VisitorRequest Request(TimeRange range, ScanBudget budget)
    {
        var tellsNext = _query.Instead > 0;
        var isStrict = _query.Order == FunnelOrder.Strict;
        return new(_site, range.From, range.To, _filter, _marks, isStrict ? KeptEvents.MarkedAndGaps : KeptEvents.Marked)
        {
            Budget = budget,
            RequiredMarks = 1,
            Counted = string.Create(
                CultureInfo.InvariantCulture,
                $"funnel {_query.Order} {_query.Window} {_query.Instead} {_query.Split} {string.Join(' ', _currencyOfStep)} "
                    + $"{string.Join(' ', _query.Steps.Select(step => $"{step.Label.Length}:{step.Label}"))}"
            ),
            Nodes = tellsNext || isStrict ? new(PageNode.WithoutSlash) : null,
            WithNext = tellsNext,
            Value = _query.Split?.Dimension.Stored,
            Currencies = _currencies,
        };
    }

    /// <summary>Builds the answer from the counters.</summary>
    public FunnelCount Conclude(VisitorScan<FunnelCounter> scan)
    {
        var count = PathCount<FunnelCounter>.Of(scan, CreateCounter());
        return new(
            Steps(count),
            count.Counter.Whole.Percentile(0.5),
            _query.Split is { } split ? Groups(split, count) : null,
            count.SampledFraction
        );
    }

    /// <summary>Adds up numbers of visitors by index of their last step.</summary>
    private long[] Sum(IEnumerable<long[]> levels)
    {
        var sum = new long[_query.Steps.Count];
        foreach (var counts in levels)
        {
            for (var step = 0; step < sum.Length; step++)
            {
                sum[step] += counts[step];
            }
        }

        return sum;
    }

    /// <summary>Returns the steps with visitors and rates only.</summary>
    private List<FunnelStepResult> Bare(long[] levels, double fraction)
    {
        var visitorsByStep = new double[levels.Length + 1];
        for (var step = levels.Length - 1; step >= 0; step--)
        {
            visitorsByStep[step] = visitorsByStep[step + 1] + levels[step];
        }

        visitorsByStep = Array.ConvertAll(visitorsByStep, visitors => Math.Round(visitors / fraction));
        return
        [
            .. levels.Select(
                (_, step) =>
                    new FunnelStepResult(
                        _query.Steps[step].Label,
                        visitorsByStep[step],
                        PathJson.Rate(visitorsByStep[step], visitorsByStep[0]),
                        PathJson.Rate(visitorsByStep[step], visitorsByStep[Math.Max(0, step - 1)]),
                        step + 1 < levels.Length ? visitorsByStep[step] - visitorsByStep[step + 1] : null,
                        step + 1 < levels.Length
                            ? PathJson.Rate(visitorsByStep[step] - visitorsByStep[step + 1], visitorsByStep[step])
                            : null
                    )
            ),
        ];
    }

    /// <summary>Returns the steps with all their numbers.</summary>
    private List<FunnelStepResult> Steps(PathCount<FunnelCounter> count)
    {
        var levels = Sum(count.Counter.Groups.Values);
        var steps = Bare(levels, count.SampledFraction);
        var counter = count.Counter;
        for (var step = 0; step < steps.Count; step++)
        {
            var currency = _currencyOfStep[step];
            steps[step] = steps[step] with
            {
                MedianTime = counter.FromStepBefore[step].Percentile(0.5),
                Revenue = currency == 0 ? null : Amount(counter.Revenue[step], _currencies[currency - 1]),
                Instead = PathCandidate.Top(
                    counter
                        .Instead[step]
                        .Select(next => (PathNode.Of(count.Nodes!, next.Key), Math.Round(next.Value / count.SampledFraction))),
                    Math.Round(levels[step] / count.SampledFraction),
                    _query.Instead
                ),
            };
        }

        return steps;

        (double, string) Amount(Int128 micros, string currency) =>
            (MoneyAmount.Round(MoneyAmount.FromMicros(micros) / count.SampledFraction, currency), currency);
    }

    private List<FunnelGroup> Groups(FunnelSplit split, PathCount<FunnelCounter> count)
    {
        var groups = count
            .Counter.Groups.GroupBy(group => DimensionLabels.Of(split.Dimension.Labels, count.TextOf(group.Key)), group => group.Value)
            .Select(group => (Label: (string?)group.Key, Levels: Sum(group)))
            .OrderByDescending(group => group.Levels.Sum())
            .ThenBy(group => group.Label, StringComparer.Ordinal)
            .ToList();
        var rest = groups.Skip(split.Limit).Select(group => group.Levels).ToList();
        return
        [
            .. groups
                .Take(split.Limit)
                .Concat(rest.Count > 0 ? [(null, Sum(rest))] : [])
                .Select(group => new FunnelGroup(group.Label, Bare(group.Levels, count.SampledFraction))),
        ];
    }
}
