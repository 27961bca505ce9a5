using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Visitors;

/// <summary>Keeps the events with a mark, and the first one of consecutive events without a mark.</summary>
/// <inheritdoc cref="VisitorWalk(MarkedRows, VisitorPieces)" path="/param"/>
internal sealed class MarkedAndGapsWalk(MarkedRows marked, VisitorPieces lasting) : VisitorWalk(marked, lasting)
{
    /// <summary>True: the events may lie between marked events of other segments.</summary>
    public override bool KeepsUnmarked => true;

    /// <inheritdoc/>
    protected override void WalkRows(Bitmap rows, Bitmap any)
    {
        using var all = Bitmap.Rent(rows.Length);
        rows.CopyTo(all);
        all.Or(any);
        foreach (var row in all)
        {
            MoveTo(row);
            if (any[row] || Events is not [.., var last] || last.Marks != 0)
            {
                Add(rows, row, Marked.MarksOf(row));
            }
        }
    }
}
