using System.Numerics;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Visitors;

/// <summary>Keeps the events with a mark. The words of their marks are read for 64 rows at once.</summary>
/// <inheritdoc cref="VisitorWalk(MarkedRows, VisitorPieces)" path="/param"/>
internal class MarkedWalk(MarkedRows marked, VisitorPieces lasting) : VisitorWalk(marked, lasting)
{
    /// <inheritdoc/>
    protected sealed override void WalkRows(Bitmap rows, Bitmap any)
    {
        Span<ulong> marks = stackalloc ulong[Marked.Marks];
        var words = any.Words;
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] == 0)
            {
                continue;
            }

            Marked.Read(word, marks);
            for (var rest = words[word]; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                var row = (word << 6) + bit;
                MoveTo(row);
                AddMarked(rows, row, MarkedRows.MarksAt(marks, bit));
            }
        }
    }

    /// <summary>Adds the event of a row with a mark if it is kept.</summary>
    /// <inheritdoc cref="VisitorWalk.Add" path="/param"/>
    protected virtual void AddMarked(Bitmap rows, int row, uint marks) => Add(rows, row, marks);
}
