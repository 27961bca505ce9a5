using System.Buffers;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A condition of a compiled scan. Evaluated over a segment it narrows a selection of its visits, or of its events. Conditions that look at
/// visits alone are never asked about events row by row: their visits are spread over the events. Thread-safe.
/// </summary>
internal abstract class ScanCondition
{
    /// <summary>Whether any part looks at the event.</summary>
    public abstract bool OfEvent { get; }

    /// <summary>Removes the visits for which the condition does not hold. Only for conditions that do not look at events.</summary>
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
        using var spread = view.Facts.RowsOf(visits);
        rows.And(spread);
    }

    /// <summary>Compiles a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="columnOf">Gives the place of a dimension among the columns of a view, and the numbering of its texts.</param>
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
                return new Leaf(column, match.Dimension.IsOfEvent, new(texts, match.Matches));
            default:
                throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown kind of filter.");
        }
    }

    protected abstract void NarrowEvents(SegmentView view, Bitmap rows);

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

        public override void NarrowVisits(SegmentView view, Bitmap visits) => Narrow(visits, (part, some) => part.NarrowVisits(view, some));

        protected override void NarrowEvents(SegmentView view, Bitmap rows) => Narrow(rows, (part, some) => part.NarrowRows(view, some));

        private void Narrow(Bitmap selection, Action<ScanCondition, Bitmap> narrow)
        {
            using var sum = Bitmap.Rent(selection.Length);
            using var some = Bitmap.Rent(selection.Length);
            foreach (var part in parts)
            {
                selection.CopyTo(some);
                some.AndNot(sum);
                narrow(part, some);
                sum.Or(some);
            }

            sum.CopyTo(selection);
        }
    }

    private sealed class Negation(ScanCondition part) : ScanCondition
    {
        public override bool OfEvent => part.OfEvent;

        public override void NarrowVisits(SegmentView view, Bitmap visits) => Narrow(visits, some => part.NarrowVisits(view, some));

        protected override void NarrowEvents(SegmentView view, Bitmap rows) => Narrow(rows, some => part.NarrowRows(view, some));

        private static void Narrow(Bitmap selection, Action<Bitmap> narrow)
        {
            using var some = Bitmap.Rent(selection.Length);
            selection.CopyTo(some);
            narrow(some);
            selection.AndNot(some);
        }
    }

    private sealed class Leaf(int column, bool ofEvent, WantedTexts texts) : ScanCondition
    {
        public override bool OfEvent => ofEvent;

        public override void NarrowVisits(SegmentView view, Bitmap visits) => Narrow(view.Columns[column], visits);

        protected override void NarrowEvents(SegmentView view, Bitmap rows) => Narrow(view.Columns[column], rows);

        private void Narrow(SegmentColumn values, Bitmap selection)
        {
            var wanted = ArrayPool<byte>.Shared.Rent(values.Numbers.Length);
            var marks = wanted.AsSpan(0, values.Numbers.Length);
            if (texts.Mark(values.Numbers, marks))
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
