using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// Merges parts of a period into one rollup: a union of their events, associative, commutative, and idempotent through
/// <see cref="Inclusion"/>. O(n log n) in the rows. Reusable, which saves allocations; not thread-safe.
/// </summary>
public sealed class RollupMerger
{
    private readonly RollupAssembler _assembler;
    private readonly RollupLogic _logic;
    private RollupDraft? _kept;

    /// <summary>Makes a merger.</summary>
    public RollupMerger()
        : this(RollupLogic.Current) { }

    internal RollupMerger(RollupLogic logic)
    {
        _logic = logic;
        _assembler = new(logic);
    }

    /// <summary>
    /// True to keep the rows' buffers and the texts of one merge for the next, which has mostly the same: for ranges of one period, one
    /// after the other.
    /// </summary>
    internal bool KeepsDraft { get; init; }

    /// <summary>Merges parts whose periods lie within <paramref name="period"/>.</summary>
    /// <param name="period">The period of the result.</param>
    /// <param name="parts">The parts, in any order; one whose messages are all included in another of the same period is left out.</param>
    /// <param name="rules">Rows to merge and rows to drop; null merges all and drops none.</param>
    /// <param name="cancellationToken">Gives up, checked before each part.</param>
    /// <exception cref="ArgumentException">A part lies outside the period.</exception>
    /// <exception cref="InvalidOperationException">
    /// Two parts of one period share some messages but not all: they cannot be told apart.
    /// </exception>
    internal Rollup Merge(
        RollupPeriod period,
        IReadOnlyList<IRollupPart> parts,
        MergeRules? rules = null,
        CancellationToken cancellationToken = default
    )
    {
        rules ??= MergeRules.Default;
        foreach (var part in parts)
        {
            if (part.Period.Start < period.Start || part.Period.End > period.End)
            {
                throw new ArgumentException($"The part {part.Period.RowKey} lies outside {period.RowKey}.", nameof(parts));
            }
        }

        var kept = DistinctParts.Choose(parts);
        return kept is [Rollup only] && only.Period == period && IsUnchanged(rules)
            ? only
            : MergeAll(period, kept, rules, cancellationToken);
    }

    private static bool IsUnchanged(MergeRules rules) =>
        rules is { Untimed.IsEmpty: true, Visitors.IsAll: true, Threshold: ulong.MaxValue, Sums: null };

    private Rollup MergeAll(RollupPeriod period, List<IRollupPart> parts, MergeRules rules, CancellationToken cancellationToken)
    {
        var draft = _kept ?? new RollupDraft(new TextPool());
        draft.Clear();
        _kept = KeepsDraft ? draft : null;
        var threshold = parts.Select(part => part.Threshold).Append(rules.Threshold).Min();
        var sums = rules.Sums ?? PartSums.Add(period, parts, _logic.Version);
        if (rules.Visitors.IsAll)
        {
            draft.Reserve(parts.Sum(part => part.VisitCount), parts.Sum(part => part.EventCount));
        }

        var visitors = rules.Visitors.Intersect(VisitorRange.Below(threshold));
        foreach (var part in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            part.AddTo(draft, (int)(part.Period.Start - period.Start), visitors);
        }

        if (period.Tier == RollupTier.Month)
        {
            MidnightJoin.Relabel(draft, period.Start);
        }

        return _assembler.Assemble(draft, period, threshold, rules, sums);
    }
}
