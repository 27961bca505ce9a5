using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Visitors;

/// <summary>Keeps the first of a visitor's consecutive marked events with equal marks in one time bucket.</summary>
/// <inheritdoc cref="VisitorWalk(MarkedRows, VisitorPieces)" path="/param"/>
internal sealed class MarkedOncePerBucketWalk(MarkedRows marked, VisitorPieces lasting) : MarkedWalk(marked, lasting)
{
    private int _lastBucket;

    /// <inheritdoc/>
    protected override void AddMarked(Bitmap rows, int row, uint marks)
    {
        var bucket = Time.Of(SecondOf(row));
        if (Events is [.., var last] && bucket == _lastBucket && marks == last.Marks)
        {
            return;
        }

        _lastBucket = bucket;
        Add(rows, row, marks);
    }
}
