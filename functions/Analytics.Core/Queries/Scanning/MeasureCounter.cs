using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Adds up the values of single events: scroll depths, times, revenue and custom values. Few events have values, so the counter goes
/// through these events and checks which of them are selected. Not thread-safe.
/// </summary>
/// <param name="scan">The compiled scan.</param>
/// <param name="cells">The groups.</param>
/// <param name="keyMaker">Makes the keys of groups.</param>
internal sealed class MeasureCounter(CompiledScan scan, GroupCells cells, KeyMaker keyMaker)
{
    private const int Block = 256;

    private readonly int[] _indexes = new int[Block];
    private readonly int[] _rows = new int[Block];
    private readonly int[] _visits = new int[Block];
    private readonly int[] _times = new int[Block];
    private readonly int[] _groups = new int[Block];
    private readonly long[] _keys = new long[Block];
    private SegmentView _view = null!;
    private TimeSlots _time = null!;
    private long _firstVisit = 1;
    private int _visit;

    /// <summary>Returns true if a request needs any of these sums.</summary>
    public static bool IsNeeded(ScanRequest request) =>
        (request.Needs & (ScanNeeds.Engagement | ScanNeeds.Revenue | ScanNeeds.ValueSums | ScanNeeds.Values)) != 0;

    /// <summary>Starts a segment.</summary>
    public void Start(SegmentView view, TimeSlots time)
    {
        // The numbers of visits are unique across segments.
        _firstVisit += _view?.Facts.VisitCount ?? 0;
        (_view, _time) = (view, time);
    }

    /// <summary>Adds up the values of events other than engagement.</summary>
    /// <param name="rows">The selected events.</param>
    /// <param name="goal">The goal to count for; null unless grouped by goal.</param>
    public void CountEvents(Bitmap rows, CompiledGoal? goal)
    {
        var measures = _view.Measures;
        var needs = scan.Request.Needs;
        if ((needs & (ScanNeeds.ValueSums | ScanNeeds.Values)) != 0)
        {
            var budget = needs.HasFlag(ScanNeeds.Values) ? scan.Samples : null;
            ForEach(measures.Values.Rows, rows, (group, _, i) => group.AddValue(measures.Values.Values[i], budget));
        }

        if (needs.HasFlag(ScanNeeds.Revenue) && (goal is null ? scan.Request.Revenue?.Currency : goal.Currency) is { } currency)
        {
            CountRevenue(rows, currency, goal is null ? scan.RevenueCondition : null, goal?.RevenueElsewhere ?? scan.RevenueElsewhere);
        }
    }

    /// <summary>Adds up the values of engagement events.</summary>
    /// <param name="rows">The selected engagement events.</param>
    public void CountEngagement(Bitmap rows)
    {
        var measures = _view.Measures;
        if (scan.Request.Needs.HasFlag(ScanNeeds.ScrollDepths))
        {
            ForEach(measures.ScrollDepths.Rows, rows, (group, visit, i) => group.AddScroll(visit, measures.ScrollDepths.Values[i]));
        }

        if (scan.Request.Needs.HasFlag(ScanNeeds.EngagementTimes))
        {
            ForEach(measures.EngagementTimes.Rows, rows, (group, visit, i) => group.AddTime(visit, measures.EngagementTimes.Values[i]));
        }
    }

    private void CountRevenue(
        Bitmap rows,
        string currency,
        ScanCondition? condition,
        IReadOnlyList<(string Currency, ScanCondition Events)> elsewhere
    )
    {
        var revenue = _view.Measures.Revenue;
        if (condition is null && elsewhere.Count == 0)
        {
            Count(rows);
            return;
        }

        using var matching = Bitmap.Rent(rows.Length);
        rows.CopyTo(matching);
        condition?.NarrowRows(_view, matching);
        foreach (var (other, events) in elsewhere)
        {
            Remove(other, events);
        }

        Count(matching);

        // What another goal of the same events adds up is neither this revenue nor missing.
        void Remove(string other, ScanCondition events)
        {
            if (CodeOf(other) is not (>= 0 and var code))
            {
                return;
            }

            using var reaching = Bitmap.Rent(rows.Length);
            matching.CopyTo(reaching);
            events.NarrowRows(_view, reaching);
            for (var i = 0; i < revenue.Rows.Length; i++)
            {
                if (revenue.Currencies.Code(i) == code && reaching[revenue.Rows[i]])
                {
                    matching[revenue.Rows[i]] = false;
                }
            }
        }

        int CodeOf(string wanted) =>
            Enumerable.Range(0, revenue.Currencies.Texts.Count).FirstOrDefault(i => revenue.Currencies.Texts.GetString(i) == wanted, -1);

        void Count(Bitmap selected)
        {
            var code = CodeOf(currency);
            ForEach(
                revenue.Rows,
                selected,
                (group, _, i) =>
                {
                    if (revenue.Currencies.Code(i) == code)
                    {
                        group.AddRevenue(revenue.AmountMicros[i]);
                    }
                    else
                    {
                        group.AddOtherCurrency();
                    }
                }
            );
        }
    }

    /// <summary>Adds each selected event to its group.</summary>
    /// <param name="rows">The events with a value, ascending.</param>
    /// <param name="selected">The selected events.</param>
    /// <param name="add">Adds to a group, given the number of the visit and the index of the event.</param>
    private void ForEach(int[] rows, Bitmap selected, Action<GroupMeasures, long, int> add)
    {
        _visit = 0;
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!selected[rows[i]])
            {
                continue;
            }

            var bucket = _time.Only ?? _time.Of(_view.Seconds![rows[i]]);
            if (bucket != TimeSlots.Outside)
            {
                (_indexes[count], _rows[count], _times[count]) = (i, rows[i], bucket);
                if (++count == Block)
                {
                    Add(count, add);
                    count = 0;
                }
            }
        }

        Add(count, add);
    }

    private void Add(int count, Action<GroupMeasures, long, int> add)
    {
        var rows = _rows.AsSpan(0, count);
        var first = _view.Facts.FirstRows;
        for (var i = 0; i < count; i++)
        {
            while (first[_visit + 1] <= rows[i])
            {
                _visit++;
            }

            _visits[i] = _visit;
        }

        keyMaker.Make(_visits.AsSpan(0, count), rows, _keys.AsSpan(0, count));
        cells.Numbers.Number(_keys.AsSpan(0, count), _times.AsSpan(0, count), _groups.AsSpan(0, count));
        for (var i = 0; i < count; i++)
        {
            add(cells.MeasuresOf(_groups[i]), _firstVisit + _visits[i], _indexes[i]);
        }
    }
}
