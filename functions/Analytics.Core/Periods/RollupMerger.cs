using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// Merges parts of a period into one rollup: a union of their events, associative, commutative, and idempotent through <see cref="Inclusion"/>.
/// O(n log n) in the rows. Reusable, which saves allocations; not thread-safe.
/// </summary>
public sealed class RollupMerger
{
    /// <summary>Parts are merged a few at a time, so that what a sample will not keep does not take memory first.</summary>
    private const int EventsAtOnce = 262_144;

    private readonly RollupAssembler _assembler;
    private readonly RollupLogic _logic;

    /// <summary>Makes a merger.</summary>
    public RollupMerger()
        : this(RollupLogic.Current)
    {
    }

    internal RollupMerger(RollupLogic logic)
    {
        _logic = logic;
        _assembler = new(logic);
    }

    /// <summary>Merges parts whose periods lie within <paramref name="period"/>.</summary>
    /// <param name="period">The period of the result.</param>
    /// <param name="parts">The parts, in any order; one whose messages are all included in another of the same period is left out.</param>
    /// <param name="limits">When to sample.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp to drop; null for none.</param>
    /// <param name="cancellationToken">Gives up, checked before each part.</param>
    /// <exception cref="ArgumentException">A part lies outside the period.</exception>
    /// <exception cref="InvalidOperationException">
    /// Two parts of one period share some messages but not all: they cannot be told apart.
    /// </exception>
    internal Rollup Merge(RollupPeriod period, IReadOnlyList<IRollupPart> parts, SamplingLimits limits, UntimedIds? untimed = null, CancellationToken cancellationToken = default)
    {
        untimed ??= UntimedIds.None;
        foreach (var part in parts)
        {
            if (part.Period.Start < period.Start || part.Period.End > period.End)
            {
                throw new ArgumentException($"The part {part.Period.RowKey} lies outside {period.RowKey}.", nameof(parts));
            }
        }

        var kept = DistinctParts.Of(parts);
        if (untimed.IsEmpty && kept is [Rollup only] && only.Period == period && only.VisitorCount <= limits.MaxVisitors && only.EventCount <= limits.MaxEvents)
        {
            return only;
        }

        while (kept.Count > 2 && kept.Sum(part => (long)part.EventCount) > EventsAtOnce)
        {
            kept = FoldSome(period, kept, limits, untimed, cancellationToken);
        }

        return MergeAll(period, kept, limits, untimed, cancellationToken);
    }

    /// <summary>Merges neighbours as long as they have few events together.</summary>
    private List<IRollupPart> FoldSome(RollupPeriod period, List<IRollupPart> parts, SamplingLimits limits, UntimedIds untimed, CancellationToken cancellationToken)
    {
        var folded = new List<IRollupPart>();
        for (var from = 0; from < parts.Count;)
        {
            long events = parts[from].EventCount;
            var to = from + 1;
            while (to < parts.Count && (to == from + 1 || events + parts[to].EventCount <= EventsAtOnce))
            {
                events += parts[to++].EventCount;
            }

            folded.Add(to == from + 1 ? parts[from] : MergeAll(period, parts.GetRange(from, to - from), limits, untimed, cancellationToken));
            from = to;
        }

        return folded;
    }

    private Rollup MergeAll(RollupPeriod period, List<IRollupPart> kept, SamplingLimits limits, UntimedIds untimed, CancellationToken cancellationToken)
    {
        var draft = new RollupDraft(new TextPool());
        var threshold = ulong.MaxValue;
        var included = Inclusion.None;
        var totals = new Totals();
        var revenue = new RevenueTotals();
        var logicVersion = _logic.Version;
        foreach (var part in kept)
        {
            threshold = Math.Min(threshold, part.Threshold);
            included = included.Union(part.Included);
            totals.AddAll(part.Totals, part.Period, period);
            revenue.AddAll(part.RevenueTotals, part.Period, period);

            // What an older version parsed stays its work, whoever merges it.
            logicVersion = Math.Min(logicVersion, part.LogicVersion);
        }

        draft.Reserve(kept.Sum(part => part.VisitCount), kept.Sum(part => part.EventCount));
        foreach (var part in kept)
        {
            cancellationToken.ThrowIfCancellationRequested();
            part.AddTo(draft, (int)(part.Period.Start - period.Start), threshold);
        }

        if (period.Tier == RollupTier.Month)
        {
            MidnightJoin.Relabel(draft, period.Start);
        }

        return _assembler.Assemble(draft, period, threshold, limits, included, totals, revenue, logicVersion, untimed);
    }
}
