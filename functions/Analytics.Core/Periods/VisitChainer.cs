using System.Runtime.InteropServices;

namespace Analytics.Core.Periods;

/// <summary>
/// Sorts a draft and finds its visits: a visitor's events with no gap over 30 minutes. The result depends only on the set of events, not
/// on their fragments or the order of these. O(n log n). Reusable; not thread-safe.
/// </summary>
internal sealed class VisitChainer(int maxGapSeconds)
{
    private readonly Dictionary<ulong, (int Row, ulong Visitor)> _keys = [];
    private readonly List<ChainedEvent> _chain = [];
    private ulong[] _sortKeys = [];
    private int[] _order = [];
    private bool[] _dropped = [];
    private readonly MidnightCuts _midnights = new();

    /// <summary>Chains the events of a draft.</summary>
    /// <param name="draft">The events.</param>
    /// <param name="period">The draft's period; its seconds count from there.</param>
    /// <param name="threshold">Visitors at or above it are left out.</param>
    /// <param name="rules">The rows to drop.</param>
    /// <param name="result">Filled with the order and the visits.</param>
    public void Chain(RollupDraft draft, RollupPeriod period, ulong threshold, MergeRules rules, VisitChains result)
    {
        result.Clear();
        result.Threshold = threshold;
        _midnights.Start(period);
        SortByVisitor(draft);
        FindDuplicates(draft, period, rules, result);
        var engagement = draft.Pool.Intern(VisitRules.Engagement);
        for (var i = 0; i < draft.FragmentCount; )
        {
            var visitor = _sortKeys[i];
            if (visitor >= result.Threshold && result.Threshold != ulong.MaxValue)
            {
                return;
            }

            var end = i + 1;
            while (end < draft.FragmentCount && _sortKeys[end] == visitor)
            {
                end++;
            }

            var visitsBefore = result.Visits.Count;
            AddVisitor(draft, i, end, engagement, result);
            i = end;
            if (result.Visits.Count == visitsBefore)
            {
                continue;
            }

            result.Visitors.Add(visitor);
            result.VisitsOfVisitor.Add(result.Visits.Count - visitsBefore);
        }
    }

    private void SortByVisitor(RollupDraft draft)
    {
        var count = draft.FragmentCount;
        if (_order.Length < count)
        {
            _order = new int[Math.Max(count, _order.Length * 2)];
            _sortKeys = new ulong[_order.Length];
        }

        for (var i = 0; i < count; i++)
        {
            _order[i] = i;
        }

        draft.Visitors.AsSpan(0, count).CopyTo(_sortKeys);
        Array.Sort(_sortKeys, _order, 0, count);
        for (var i = 0; i < count; )
        {
            var end = i + 1;
            while (end < count && _sortKeys[end] == _sortKeys[i])
            {
                end++;
            }

            if (end - i > 1)
            {
                _order.AsSpan(i, end - i).Sort((a, b) => CompareStarts(draft, a, b));
            }

            i = end;
        }
    }

    private static int CompareStarts(RollupDraft draft, int a, int b)
    {
        var byTime = draft.TimeOf(draft.FirstEvents[a]).CompareTo(draft.TimeOf(draft.FirstEvents[b]));
        return byTime != 0 ? byTime : EventOrder.CompareContent(draft, draft.FirstEvents[a], draft.FirstEvents[b]);
    }

    /// <summary>
    /// Drops repeated event ids, even of different visitors: the earliest event stays, and of the same instant the one whose visitor and
    /// content are smaller. Not applied to months: their days are already without repetitions, and an id without a timestamp may be reused
    /// after 72 hours.
    /// </summary>
    private void FindDuplicates(RollupDraft draft, RollupPeriod period, MergeRules rules, VisitChains result)
    {
        if (!draft.HasKeys)
        {
            return;
        }

        if (_dropped.Length < draft.EventCount)
        {
            _dropped = new bool[Math.Max(draft.EventCount, _dropped.Length * 2)];
        }

        Array.Clear(_dropped);
        _keys.Clear();
        for (var fragment = 0; fragment < draft.FragmentCount && period.Tier != RollupTier.Month; fragment++)
        {
            var visitor = draft.Visitors[fragment];
            for (var row = draft.FirstEvents[fragment]; row < draft.EndOf(fragment); row++)
            {
                var key = draft.KeyOf(row);
                if (key == 0)
                {
                    continue;
                }

                if (
                    rules.Untimed.IsRepetition(key, period.Start + draft.Seconds[row])
                    || (rules.Winners.Count > 0 && rules.Winners.TryGetValue(key, out var winner) && winner != visitor)
                )
                {
                    _dropped[row] = true;
                    result.Duplicates.Add(row);
                    continue;
                }

                ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out var repeated);
                if (!repeated)
                {
                    first = (row, visitor);
                    continue;
                }

                var loser = row;
                if (Precedes(draft, row, visitor, first))
                {
                    (loser, first) = (first.Row, (row, visitor));
                }

                _dropped[loser] = true;
                result.Duplicates.Add(loser);
            }
        }
    }

    private static bool Precedes(RollupDraft draft, int row, ulong visitor, (int Row, ulong Visitor) other)
    {
        var order = draft.TimeOf(row).CompareTo(draft.TimeOf(other.Row));
        order = order != 0 ? order : visitor.CompareTo(other.Visitor);
        return (order != 0 ? order : EventOrder.CompareContent(draft, row, other.Row)) < 0;
    }

    /// <summary>Adds the visits of a visitor, whose fragments are in <see cref="_order"/> from one index to another.</summary>
    private void AddVisitor(RollupDraft draft, int from, int to, int engagement, VisitChains result)
    {
        _chain.Clear();
        var sorted = true;
        for (var i = from; i < to; i++)
        {
            var fragment = _order[i];
            for (var row = draft.FirstEvents[fragment]; row < draft.EndOf(fragment); row++)
            {
                if (!IsDropped(draft, row))
                {
                    sorted = sorted && (_chain.Count == 0 || draft.TimeOf(_chain[^1].Row).CompareTo(draft.TimeOf(row)) < 0);
                    _chain.Add(new(row, fragment));
                }
            }
        }

        if (!sorted)
        {
            _chain.Sort((a, b) => EventOrder.Compare(draft, a.Row, b.Row));
        }

        for (var start = 0; start < _chain.Count; )
        {
            var end = start + 1;
            while (end < _chain.Count && draft.Seconds[_chain[end].Row] - draft.Seconds[_chain[end - 1].Row] <= maxGapSeconds)
            {
                end++;
            }

            for (var index = start; index < end; )
            {
                var next = _midnights.EndOfVisit(draft, CollectionsMarshal.AsSpan(_chain)[start..end], index - start) + start;
                AddVisit(draft, index, next, engagement, result);
                index = next;
            }

            start = end;
        }
    }

    private void AddVisit(RollupDraft draft, int from, int to, int engagement, VisitChains result)
    {
        var (previous, alias) = (0UL, 0UL);
        for (var i = from; i < to && draft.HasOtherIds; i++)
        {
            previous = previous == 0 ? draft.PreviousVisitors[_chain[i].Fragment] : previous;
            alias = draft.Aliases[_chain[i].Fragment] == 0 ? alias : draft.Aliases[_chain[i].Fragment];
        }

        result.Visits.Add(new(result.Rows.Count, to - from, DimensionSource(draft, from, to, engagement), previous, alias));
        for (var i = from; i < to; i++)
        {
            result.Rows.Add(_chain[i].Row);
        }
    }

    /// <summary>
    /// Returns the fragment of the visit's first event that counts; without one, of its first event. Among equal events, the one with the
    /// smaller dimensions.
    /// </summary>
    private int DimensionSource(RollupDraft draft, int from, int to, int engagement)
    {
        var first = from;
        while (first < to && draft.Names[_chain[first].Row] == engagement)
        {
            first++;
        }

        first = first < to ? first : from;
        var best = _chain[first];
        for (var i = first + 1; i < to && EventOrder.Compare(draft, _chain[i].Row, best.Row) == 0; i++)
        {
            if (EventOrder.CompareDimensions(draft, _chain[i].Fragment, best.Fragment) < 0)
            {
                best = _chain[i];
            }
        }

        return best.Fragment;
    }

    private bool IsDropped(RollupDraft draft, int row) => draft.HasKeys && _dropped[row];
}
