namespace Analytics.Core.Periods;

/// <summary>
/// Ends visits at midnights and at their limit. A visit crosses at most one midnight: where a visitor's events of a UTC day, without a
/// gap, reach both of its edges, the next day begins a new visit. A visit has at most <see cref="VisitRules.MaxEvents"/> events of a UTC
/// day. Not thread-safe.
/// </summary>
internal sealed class MidnightCuts
{
    private long _start;
    private bool _spansDays;

    /// <summary>Sets the period from whose start seconds count.</summary>
    public void Start(RollupPeriod period)
    {
        _start = period.Start;
        _spansDays = period.Tier == RollupTier.Month;
    }

    /// <summary>Returns the end, exclusive, of the visit that begins at an index of a chain without gaps.</summary>
    public int EndOfVisit(RollupDraft draft, ReadOnlySpan<ChainedEvent> chain, int from)
    {
        if (!_spansDays)
        {
            return Math.Min(chain.Length, from + VisitRules.MaxEvents);
        }

        for (var index = from; ; )
        {
            var day = RollupPeriod.DayNumber(Second(draft, chain[index]));
            var first = IndexFrom(draft, chain, day * RollupPeriod.Day);
            var end = IndexFrom(draft, chain, (day + 1) * RollupPeriod.Day);

            // Counted from the day's first event, so that the limit falls on the same event wherever the visit began.
            var limit = first + ((((index - first) / VisitRules.MaxEvents) + 1) * VisitRules.MaxEvents);
            if (limit < end)
            {
                return limit;
            }

            if (end == chain.Length || ReachesBothEdges(draft, chain[first], chain[end - 1], day))
            {
                return end;
            }

            index = end;
        }
    }

    private bool ReachesBothEdges(RollupDraft draft, ChainedEvent first, ChainedEvent last, long day) =>
        Second(draft, first) <= (day * RollupPeriod.Day) + VisitRules.MaxGapSeconds
        && Second(draft, last) >= ((day + 1) * RollupPeriod.Day) - VisitRules.MaxGapSeconds;

    /// <summary>Returns the index of the first event at or after a second; events ascend by time.</summary>
    private int IndexFrom(RollupDraft draft, ReadOnlySpan<ChainedEvent> chain, long second)
    {
        var (low, high) = (0, chain.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Second(draft, chain[middle]) < second ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private long Second(RollupDraft draft, ChainedEvent e) => _start + draft.Seconds[e.Row];
}
