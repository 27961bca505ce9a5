namespace Analytics.Core.Rollups;

/// <summary>
/// Puts a draft in order and finds its visits: a visitor's events with no gap over 30 minutes. The result depends only on the set of events,
/// not on how they were split into fragments or in which order these came. O(n log n). Reusable; not thread-safe.
/// </summary>
internal sealed class VisitChainer(int maxGapSeconds)
{
    private readonly HashSet<ulong> _keys = [];
    private readonly List<int> _run = [];
    private readonly List<int> _chain = [];
    private ulong[] _sortKeys = [];
    private int[] _order = [];
    private bool[] _dropped = [];

    public void Chain(RollupDraft draft, ulong threshold, SamplingLimits limits, VisitChains result)
    {
        result.Clear();
        result.Threshold = threshold;
        SortByVisitor(draft);
        FindDuplicates(draft, result);
        var engagement = draft.Pool.Intern(VisitRules.Engagement);
        for (var i = 0; i < draft.FragmentCount;)
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

            var rowsBefore = result.Rows.Count;
            var visitsBefore = result.Visits.Count;
            AddVisitor(draft, i, end, engagement, result);
            i = end;
            if (result.Visits.Count == visitsBefore)
            {
                continue;
            }

            if (result.Visitors.Count >= limits.MaxVisitors || (result.Rows.Count > limits.MaxEvents && result.Visitors.Count > 0))
            {
                result.Rows.RemoveRange(rowsBefore, result.Rows.Count - rowsBefore);
                result.Visits.RemoveRange(visitsBefore, result.Visits.Count - visitsBefore);
                result.Threshold = visitor;
                return;
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
        for (var i = 0; i < count;)
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

    private void FindDuplicates(RollupDraft draft, VisitChains result)
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
        for (var i = 0; i < draft.FragmentCount; i++)
        {
            var fragment = _order[i];
            for (var row = draft.FirstEvents[fragment]; row < draft.EndOf(fragment); row++)
            {
                var key = draft.KeyOf(row);
                if (key != 0 && !_keys.Add(key))
                {
                    _dropped[row] = true;
                    result.Duplicates.Add(row);
                }
            }
        }
    }

    private void AddVisitor(RollupDraft draft, int from, int to, int engagement, VisitChains result)
    {
        _run.Clear();
        var last = int.MinValue;
        for (var i = from; i < to; i++)
        {
            var fragment = _order[i];
            var first = draft.FirstEvents[fragment];
            if (_run.Count > 0 && draft.Seconds[first] - last > maxGapSeconds)
            {
                AddVisits(draft, engagement, result);
                _run.Clear();
                last = int.MinValue;
            }

            _run.Add(fragment);
            last = Math.Max(last, draft.Seconds[draft.EndOf(fragment) - 1]);
        }

        AddVisits(draft, engagement, result);
    }

    private void AddVisits(RollupDraft draft, int engagement, VisitChains result)
    {
        _chain.Clear();
        var sorted = true;
        foreach (var fragment in _run)
        {
            for (var row = draft.FirstEvents[fragment]; row < draft.EndOf(fragment); row++)
            {
                if (draft.HasKeys && _dropped[row])
                {
                    continue;
                }

                sorted = sorted && (_chain.Count == 0 || draft.TimeOf(_chain[^1]).CompareTo(draft.TimeOf(row)) < 0);
                _chain.Add(row);
            }
        }

        if (_chain.Count == 0)
        {
            return;
        }

        if (!sorted)
        {
            _chain.Sort((a, b) => EventOrder.Compare(draft, a, b));
        }

        var source = DimensionSource(draft, engagement);
        for (var at = 0; at < _chain.Count; at += VisitRules.MaxEvents)
        {
            result.Visits.Add(new(result.Rows.Count + at, Math.Min(VisitRules.MaxEvents, _chain.Count - at), source));
        }

        result.Rows.AddRange(_chain);
    }

    /// <summary>The fragment with the earliest event that counts; without one, the earliest of all.</summary>
    private int DimensionSource(RollupDraft draft, int engagement)
    {
        if (_run.Count == 1)
        {
            return _run[0];
        }

        var (best, bestRow, bestCounts) = (-1, -1, false);
        foreach (var fragment in _run)
        {
            var row = draft.FirstEvents[fragment];
            var end = draft.EndOf(fragment);
            while (row < end && (draft.Names[row] == engagement || (draft.HasKeys && _dropped[row])))
            {
                row++;
            }

            var counts = row < end;
            row = counts ? row : draft.FirstEvents[fragment];
            if (best < 0 || (counts && !bestCounts)
                || (counts == bestCounts && EventOrder.CompareWithDimensions(draft, row, fragment, bestRow, best) < 0))
            {
                (best, bestRow, bestCounts) = (fragment, row, counts);
            }
        }

        return best;
    }
}
