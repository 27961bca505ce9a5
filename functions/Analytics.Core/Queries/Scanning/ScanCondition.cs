using System.Buffers;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A condition of a compiled scan. It narrows a selection of visits or events of a segment. Conditions on visits only are never evaluated
/// event by event: the selected visits are extended to their events. Ends with <see cref="OperationCanceledException"/> when the view's
/// question is cancelled. Thread-safe.
/// </summary>
internal abstract class ScanCondition
{
    /// <summary>True if any part tests the event.</summary>
    public abstract bool OfEvent { get; }

    /// <summary>Removes the visits for which the condition does not hold. Only for conditions that do not test events.</summary>
    public abstract void NarrowVisits(SegmentView view, Bitmap visits);

    /// <summary>Removes the events for which the condition does not hold.</summary>
    public void NarrowRows(SegmentView view, Bitmap rows)
    {
        if (OfEvent)
        {
            NarrowEvents(view, rows);
            return;
        }

        using var visits = Bitmap.Rent(view.Facts.VisitCount, true);
        NarrowVisits(view, visits);
        using var spread = view.Facts.AllRowsOf(visits);
        rows.And(spread);
    }

    /// <summary>Compiles a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="columnOf">Returns the column of a dimension in a view, and the numbering of its texts.</param>
    public static ScanCondition Compile(ScanFilter filter, Func<ScanDimension, (int Column, TextNumbers Texts)> columnOf)
    {
        switch (filter)
        {
            case ScanFilter.And and:
                return new All([.. and.Filters.Select(part => Compile(part, columnOf))]);
            case ScanFilter.Or or:
                return new Any([.. or.Filters.Select(part => Compile(part, columnOf))]);
            case ScanFilter.Not not:
                return new Negation(Compile(not.Filter, columnOf));
            case ScanFilter.Match match:
                var (column, texts) = columnOf(match.Dimension);
                return new Match(column, match.Dimension.IsOfEvent, new(texts, match.Matches));
            case ScanFilter.Goal goal:
                return Compile(goal.Filter, columnOf);
            case ScanFilter.Scrolled scrolled:
                return new Scrolled(scrolled.Depth);
            case ScanFilter.HasDone done:
                return new HasDone(Compile(done.Filter, columnOf), EngagementOf(done.Filter, columnOf));
            default:
                throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown kind of filter.");
        }
    }

    /// <summary>
    /// Compiles the scroll goals of a filter: an engagement event takes part in a question only if it reaches one of them.
    /// </summary>
    /// <param name="filter">The filter; a <see cref="ScanFilter.HasDone"/> in it is a separate question.</param>
    /// <param name="columnOf">Returns the column of a dimension in a view, and the numbering of its texts.</param>
    /// <returns>Null if there are none.</returns>
    public static ScanCondition? EngagementOf(ScanFilter? filter, Func<ScanDimension, (int Column, TextNumbers Texts)> columnOf)
    {
        var goals = ScrollGoals(filter).ToArray();
        return goals.Length == 0 ? null : new Any([.. goals.Select(goal => Compile(goal, columnOf))]);
    }

    /// <summary>
    /// Returns the events of selected visits that take part in a question: all except engagement, plus engagement that reaches a scroll
    /// goal.
    /// </summary>
    /// <param name="view">The segment.</param>
    /// <param name="visits">The visits.</param>
    /// <param name="engagement">The result of <see cref="EngagementOf"/>.</param>
    public static Bitmap RowsOf(SegmentView view, Bitmap visits, ScanCondition? engagement)
    {
        var rows = view.Facts.RowsOf(visits);
        if (engagement is not null)
        {
            using var selected = view.Facts.EngagementOf(visits);
            engagement.NarrowRows(view, selected);
            rows.Or(selected);
        }

        return rows;
    }

    protected abstract void NarrowEvents(SegmentView view, Bitmap rows);

    private static IEnumerable<ScanFilter> ScrollGoals(ScanFilter? filter) =>
        filter switch
        {
            ScanFilter.And and => and.Filters.SelectMany(ScrollGoals),
            ScanFilter.Or or => or.Filters.SelectMany(ScrollGoals),
            ScanFilter.Not not => ScrollGoals(not.Filter),
            ScanFilter.Goal goal => ScanFilter.Any(goal.Filter, part => part is ScanFilter.Scrolled) ? [goal.Filter] : [],
            _ => [],
        };

    private sealed class All(ScanCondition[] parts) : ScanCondition
    {
        public override bool OfEvent { get; } = parts.Any(part => part.OfEvent);

        public override void NarrowVisits(SegmentView view, Bitmap visits)
        {
            foreach (var part in parts)
            {
                part.NarrowVisits(view, visits);
            }
        }

        protected override void NarrowEvents(SegmentView view, Bitmap rows)
        {
            foreach (var part in parts)
            {
                part.NarrowRows(view, rows);
            }
        }
    }

    private sealed class Any(ScanCondition[] parts) : ScanCondition
    {
        public override bool OfEvent { get; } = parts.Any(part => part.OfEvent);

        public override void NarrowVisits(SegmentView view, Bitmap visits) =>
            Narrow(visits, (part, selected) => part.NarrowVisits(view, selected));

        protected override void NarrowEvents(SegmentView view, Bitmap rows) =>
            Narrow(rows, (part, selected) => part.NarrowRows(view, selected));

        private void Narrow(Bitmap selection, Action<ScanCondition, Bitmap> narrow)
        {
            using var sum = Bitmap.Rent(selection.Length);
            using var selected = Bitmap.Rent(selection.Length);
            foreach (var part in parts)
            {
                selection.CopyTo(selected);
                selected.AndNot(sum);
                narrow(part, selected);
                sum.Or(selected);
            }

            sum.CopyTo(selection);
        }
    }

    private sealed class Negation(ScanCondition part) : ScanCondition
    {
        public override bool OfEvent => part.OfEvent;

        public override void NarrowVisits(SegmentView view, Bitmap visits) =>
            Narrow(visits, selected => part.NarrowVisits(view, selected));

        protected override void NarrowEvents(SegmentView view, Bitmap rows) => Narrow(rows, selected => part.NarrowRows(view, selected));

        private static void Narrow(Bitmap selection, Action<Bitmap> narrow)
        {
            using var selected = Bitmap.Rent(selection.Length);
            selection.CopyTo(selected);
            narrow(selected);
            selection.AndNot(selected);
        }
    }

    private sealed class HasDone(ScanCondition part, ScanCondition? engagement) : ScanCondition
    {
        public override bool OfEvent => false;

        public override void NarrowVisits(SegmentView view, Bitmap visits)
        {
            using var rows = RowsOf(view, visits, engagement);
            part.NarrowRows(view, rows);
            using var done = view.Facts.VisitsOf(rows);
            visits.And(done);
        }

        protected override void NarrowEvents(SegmentView view, Bitmap rows) =>
            throw new InvalidOperationException("A has_done condition tests visits, not single events.");
    }

    private sealed class Scrolled(int depth) : ScanCondition
    {
        public override bool OfEvent => true;

        public override void NarrowVisits(SegmentView view, Bitmap visits) =>
            throw new InvalidOperationException("A scroll depth is tested on events, not on visits.");

        protected override void NarrowEvents(SegmentView view, Bitmap rows)
        {
            using var deep = Bitmap.Rent(rows.Length);
            var depths = view.Measures.ScrollDepths;
            for (var i = 0; i < depths.Count; i++)
            {
                if (depths.Values[i] >= depth)
                {
                    deep[depths.Rows[i]] = true;
                }
            }

            if (view.Facts.Counted is { } counted)
            {
                deep.AndNot(counted);
                rows.And(deep);
            }
            else
            {
                rows.Fill(false);
            }
        }
    }

    private sealed class Match(int column, bool ofEvent, WantedTexts texts) : ScanCondition
    {
        public override bool OfEvent => ofEvent;

        public override void NarrowVisits(SegmentView view, Bitmap visits) => Narrow(view, visits);

        protected override void NarrowEvents(SegmentView view, Bitmap rows) => Narrow(view, rows);

        private void Narrow(SegmentView view, Bitmap selection)
        {
            var values = view.Columns[column];
            var wanted = ArrayPool<byte>.Shared.Rent(values.Numbers.Length);
            var marks = wanted.AsSpan(0, values.Numbers.Length);
            if (texts.Mark(values.Numbers, marks, view.Cancellation))
            {
                values.Codes.WhereAnd(marks, selection);
            }
            else
            {
                selection.Fill(false);
            }

            ArrayPool<byte>.Shared.Return(wanted);
        }
    }
}
