using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Keeps the events with a mark, and of those between them so many that it shows whether all repeat the event before or after them: those
/// that do not repeat the one before, at most three in a row.
/// </summary>
/// <remarks>
/// <code>
/// events     a  a  b  c  d  e  a      the first and the last a have a mark
/// kept       a     b  c  d     a
/// </code>
/// Two that differ are enough; the first of a visitor's segment may repeat the last of another segment.
/// </remarks>
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
            if (any[row] || IsTelling(row))
            {
                Add(rows, row, Marked.MarksOf(row));
            }
        }
    }

    /// <summary>Returns true for an unmarked event that has to be kept.</summary>
    private bool IsTelling(int row) =>
        Events switch
        {
            [] => true,
            [.., { Marks: 0 }, { Marks: 0 }, { Marks: 0 }] => false,
            [.., var last] => last.Node == VisitorEvent.NoNode || last.IsEngagement || last.Node != Marked.NodeOf(row),
        };
}
