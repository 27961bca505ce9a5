using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Visitors;

/// <summary>Keeps all events of the visits that have an event with a mark.</summary>
/// <inheritdoc cref="VisitorWalk(MarkedRows, VisitorPieces)" path="/param"/>
internal sealed class MarkedVisitsWalk(MarkedRows marked, VisitorPieces lasting) : VisitorWalk(marked, lasting)
{
    /// <inheritdoc/>
    protected override void WalkRows(Bitmap rows, Bitmap any)
    {
        for (var markedRow = any.NextSet(0); markedRow >= 0; markedRow = any.NextSet(Facts.FirstRows[Visit + 1]))
        {
            MoveTo(markedRow);
            var end = Facts.FirstRows[Visit + 1];
            for (var row = rows.NextSet(Facts.FirstRows[Visit]); row >= 0 && row < end; row = rows.NextSet(row + 1))
            {
                Add(rows, row, Marked.MarksOf(row));
            }
        }
    }
}
