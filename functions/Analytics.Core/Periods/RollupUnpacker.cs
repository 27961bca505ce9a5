namespace Analytics.Core.Periods;

/// <summary>Adds the rows of a rollup to a draft. O(rows).</summary>
internal static class RollupUnpacker
{
    /// <param name="draft">The draft to which the rows are added.</param>
    /// <param name="rollup">The rows.</param>
    /// <param name="shift">Seconds from the draft's start to the rollup's.</param>
    /// <param name="range">The visitors whose rows are added.</param>
    /// <param name="visitors">Indexes of the visitors whose rows are added; null for all.</param>
    /// <param name="hours">The hours of a day whose rows are added; null for all.</param>
    public static void AddTo(
        RollupDraft draft,
        Rollup rollup,
        int shift,
        VisitorRange range,
        bool[]? visitors = null,
        HourSet? hours = null
    )
    {
        var columns = rollup.Columns.Reopen?.Invoke() ?? rollup.Columns;
        var visitTexts = new MappedTexts[RollupDraft.Dimensions];
        for (var i = 0; i < visitTexts.Length; i++)
        {
            visitTexts[i] = new(draft.Pool, columns.VisitTexts[i].Value);
        }

        var names = new MappedTexts(draft.Pool, columns.EventTexts[0].Value);
        var pages = new MappedTexts(draft.Pool, columns.EventTexts[1].Value);
        var hosts = new MappedTexts(draft.Pool, columns.EventTexts[2].Value);
        var ids = columns.Visitors.Value;
        var visitsOfVisitor = columns.VisitsOfVisitor.Value;
        var eventsOfVisit = columns.EventsOfVisit.Value;
        var seconds = columns.Seconds.Value;
        var milliseconds = new SparseCursor<int>(columns.Milliseconds.Value);
        var aliases = new SparseCursor<ulong>(columns.Aliases.Value);
        var previousVisitors = new SparseCursor<ulong>(columns.PreviousVisitors.Value);
        var optional = new OptionalValuesCursor(draft, columns);
        var keys = new SparseCursor<ulong>(columns.Keys.Value);
        int visit = 0,
            row = 0;
        for (var visitor = 0; visitor < ids.Length; visitor++)
        {
            if (ids[visitor] > range.Last)
            {
                return;
            }

            var take = ids[visitor] >= range.First && (visitors is null || visitors[visitor]);
            for (var lastVisit = visit + visitsOfVisitor[visitor]; visit < lastVisit; visit++)
            {
                var end = row + eventsOfVisit[visit];
                while (row < end && (!take || !IsTaken(hours, seconds[row])))
                {
                    row++;
                }

                if (row == end)
                {
                    continue;
                }

                var dimensions = draft.AddFragment(ids[visitor], previousVisitors.At(visit), aliases.At(visit));
                for (var i = 0; i < dimensions.Length; i++)
                {
                    dimensions[i] = visitTexts[i].At(visit);
                }

                for (; row < end; row++)
                {
                    if (IsTaken(hours, seconds[row]))
                    {
                        draft.AddEvent(
                            new(seconds[row] + shift, milliseconds.At(row)),
                            names.At(row),
                            pages.At(row),
                            hosts.At(row),
                            keys.At(row),
                            optional.Add(row)
                        );
                    }
                }
            }
        }
    }

    private static bool IsTaken(HourSet? hours, int second) => hours is not { } some || some.Contains(second / RollupPeriod.Hour);

    /// <summary>Returns the events with an id. O(rows).</summary>
    public static IEnumerable<KeyedEvent> KeysOf(Rollup rollup)
    {
        var columns = rollup.Columns.Reopen?.Invoke() ?? rollup.Columns;
        var keys = columns.Keys.Value;
        if (keys.Count == 0)
        {
            yield break;
        }

        var ids = columns.Visitors.Value;
        var visitsOfVisitor = columns.VisitsOfVisitor.Value;
        var eventsOfVisit = columns.EventsOfVisit.Value;
        var seconds = columns.Seconds.Value;
        var milliseconds = new SparseCursor<int>(columns.Milliseconds.Value);
        int visitor = -1,
            visit = 0,
            end = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            var row = keys.Rows[i];
            while (row >= end)
            {
                for (var last = visit + visitsOfVisitor[++visitor]; visit < last; visit++)
                {
                    end += eventsOfVisit[visit];
                }
            }

            yield return new(keys.Values[i], ids[visitor], rollup.Period.Start + seconds[row], milliseconds.At(row));
        }
    }
}
