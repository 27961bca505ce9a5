using System.Runtime.InteropServices;

namespace Analytics.Core.Periods;

/// <summary>
/// Builds a rollup from a draft: sorts it, finds visits, drops duplicates, and lays out the columns. The result depends only on the set of
/// events. O(n log n). Reusable; not thread-safe.
/// </summary>
internal sealed class RollupAssembler(RollupLogic logic)
{
    /// <summary>Columns of visits that are gathered together: a visit's values lie side by side, in a line or two of the processor's
    /// cache.</summary>
    private const int DimensionsAtATime = 4;

    private readonly VisitChainer _chainer = new(logic.MaxGapSeconds);
    private readonly VisitChains _chains = new();
    private readonly TextColumnBuilder _texts = new();
    private readonly OptionalValuesAssembler _optionalValues = new();
    private int[] _ids = [];

    public RollupAssembler()
        : this(RollupLogic.Current) { }

    public Rollup Assemble(RollupDraft draft, RollupPeriod period, ulong threshold, MergeRules rules, PartSums? sums = null)
    {
        _chainer.Chain(draft, period, threshold, rules, _chains);
        sums ??= PartSums.None(logic.Version);
        CorrectTotals(draft, rules.SlotSeconds ?? period.SlotSeconds, sums.Totals);
        var seconds = new int[_chains.Rows.Count];
        for (var i = 0; i < seconds.Length; i++)
        {
            seconds[i] = draft.Seconds[_chains.Rows[i]];
        }

        var eventsOfVisit = new int[_chains.Visits.Count];
        for (var i = 0; i < eventsOfVisit.Length; i++)
        {
            eventsOfVisit[i] = _chains.Visits[i].RowCount;
        }

        _optionalValues.Gather(draft, _chains.Rows);
        var keepsIds = seconds.Length <= rules.KeysUpTo;
        var columns = new RollupColumns
        {
            VisitorCount = _chains.Visitors.Count,
            VisitCount = eventsOfVisit.Length,
            EventCount = seconds.Length,
            Visitors = _chains.Visitors.ToArray(),
            VisitsOfVisitor = _chains.VisitsOfVisitor.ToArray(),
            EventsOfVisit = eventsOfVisit,
            Aliases = ByVisit(visit => visit.Alias),
            PreviousVisitors = ByVisit(visit => visit.PreviousVisitor),
            Seconds = seconds,
            Milliseconds = Milliseconds(draft, period, seconds),
            NonInteractive = _optionalValues.NonInteractive(),
            Keys = keepsIds ? Keys(draft) : SparseColumn<ulong>.Empty,
            Values = _optionalValues.Values(),
            ScrollDepths = _optionalValues.ScrollDepths(),
            EngagementMilliseconds = _optionalValues.EngagementMilliseconds(),
            Revenue = _optionalValues.Revenue(draft, _texts),
            RevenueTotals = sums.Revenue,
            Properties = _optionalValues.Properties(draft, _texts),
            VisitTexts = VisitTexts(draft, rules),
            EventTexts =
            [
                EventTexts(draft, draft.Names, rules),
                EventTexts(draft, draft.Pages, rules),
                EventTexts(draft, draft.Hosts, rules),
            ],
        };
        return new(period, _chains.Threshold, sums.Included, sums.Totals, columns, sums.LogicVersion)
        {
            Hours = sums.Hours,
            Ids = sums.Ids,
            HasIds = keepsIds && sums is { Hours: not null, HaveIds: true },
        };
    }

    /// <summary>
    /// Subtracts the dropped events from the totals. A sampled rollup has only the duplicates of the kept visitors, so their number is
    /// scaled.
    /// </summary>
    private void CorrectTotals(RollupDraft draft, int slotSeconds, Totals totals)
    {
        if (_chains.Duplicates.Count == 0)
        {
            return;
        }

        var counts = new SortedDictionary<int, (long Pageviews, long Events, long All)>();
        var pageview = draft.Pool.Intern(VisitRules.Pageview);
        var engagement = draft.Pool.Intern(VisitRules.Engagement);
        foreach (var row in _chains.Duplicates)
        {
            var slot = draft.Seconds[row] / slotSeconds;
            var (pageviews, events, all) = counts.GetValueOrDefault(slot);
            counts[slot] = (
                pageviews + (draft.Names[row] == pageview ? 1 : 0),
                events + (draft.Names[row] == engagement ? 0 : 1),
                all + 1
            );
        }

        var scale = _chains.Threshold == ulong.MaxValue ? 1 : 18446744073709551616.0 / _chains.Threshold;
        foreach (var (slot, (pageviews, events, all)) in counts)
        {
            totals.Add(slot, TotalsMetric.Pageviews, -(long)Math.Round(pageviews * scale));
            totals.Add(slot, TotalsMetric.Events, -(long)Math.Round(events * scale));
            totals.Add(slot, TotalsMetric.Duplicates, (long)Math.Round(all * scale));
        }
    }

    private SparseColumn<ulong> ByVisit(Func<VisitChain, ulong> idOf)
    {
        List<int>? rows = null;
        List<ulong>? values = null;
        for (var visit = 0; visit < _chains.Visits.Count; visit++)
        {
            var id = idOf(_chains.Visits[visit]);
            if (id != 0)
            {
                (rows ??= []).Add(visit);
                (values ??= []).Add(id);
            }
        }

        return rows is null ? SparseColumn<ulong>.Empty : new([.. rows], [.. values!]);
    }

    private SparseColumn<ulong> Keys(RollupDraft draft)
    {
        if (!draft.HasKeys)
        {
            return SparseColumn<ulong>.Empty;
        }

        var rows = new List<int>(_chains.Rows.Count);
        var values = new List<ulong>(_chains.Rows.Count);
        for (var row = 0; row < _chains.Rows.Count; row++)
        {
            var key = draft.KeyOf(_chains.Rows[row]);
            if (key != 0)
            {
                rows.Add(row);
                values.Add(key);
            }
        }

        return new([.. rows], [.. values]);
    }

    /// <summary>
    /// Selects the milliseconds to keep. An hour or a day keeps all, because a late event may share a second with any of its events. A
    /// month is built from days that have them, and keeps only those that decide an order.
    /// </summary>
    private SparseColumn<int> Milliseconds(RollupDraft draft, RollupPeriod period, int[] seconds)
    {
        List<int>? rows = null;
        List<int>? values = null;
        for (var row = 0; row < seconds.Length; row++)
        {
            var millisecond = draft.Milliseconds[_chains.Rows[row]];
            if (
                millisecond != 0
                && (
                    period.Tier != RollupTier.Month
                    || (row > 0 && seconds[row - 1] == seconds[row])
                    || (row + 1 < seconds.Length && seconds[row + 1] == seconds[row])
                )
            )
            {
                (rows ??= []).Add(row);
                (values ??= []).Add(millisecond);
            }
        }

        return rows is null ? SparseColumn<int>.Empty : new([.. rows], [.. values!]);
    }

    private LazyColumn<TextColumn>[] VisitTexts(RollupDraft draft, MergeRules rules)
    {
        var columns = new LazyColumn<TextColumn>[RollupDraft.Dimensions];
        var visits = CollectionsMarshal.AsSpan(_chains.Visits);
        var ids = Scratch(visits.Length * DimensionsAtATime);
        for (var first = 0; first < columns.Length; first += DimensionsAtATime)
        {
            var count = Math.Min(DimensionsAtATime, columns.Length - first);
            for (var visit = 0; visit < visits.Length; visit++)
            {
                var row = draft.FragmentDimensions.AsSpan((visits[visit].Fragment * RollupDraft.Dimensions) + first, count);
                for (var i = 0; i < row.Length; i++)
                {
                    ids[(i * visits.Length) + visit] = row[i];
                }
            }

            for (var i = 0; i < count; i++)
            {
                columns[first + i] = Texts(draft, ids.Slice(i * visits.Length, visits.Length), rules);
            }
        }

        return columns;
    }

    private TextColumn EventTexts(RollupDraft draft, int[] column, MergeRules rules)
    {
        var ids = Scratch(_chains.Rows.Count);
        for (var row = 0; row < ids.Length; row++)
        {
            ids[row] = column[_chains.Rows[row]];
        }

        return Texts(draft, ids, rules);
    }

    private TextColumn Texts(RollupDraft draft, ReadOnlySpan<int> ids, MergeRules rules) =>
        rules.IsKept ? _texts.BuildNarrow(draft.Pool, ids) : _texts.Build(draft.Pool, ids);

    private Span<int> Scratch(int length)
    {
        if (_ids.Length < length)
        {
            _ids = new int[Math.Max(length, _ids.Length * 2)];
        }

        return _ids.AsSpan(0, length);
    }
}
