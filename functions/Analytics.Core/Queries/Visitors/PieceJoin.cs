using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Collects the pieces of each visitor in order of time, and counts the visitors of a share. Instead of sorting by id, it numbers
/// visitors by hashing and sorts pieces by these numbers (counting sort). O(pieces + events).
/// </summary>
/// <remarks>
/// <code>
/// lists      [A 10:00] [B 10:05]   [B 9:00] [A 11:00]
/// numbers    A 0, B 1
/// order      A 10:00, A 11:00, B 9:00, B 10:05
/// </code>
/// </remarks>
internal static class PieceJoin
{
    // A secret odd number, so that clients cannot choose ids that collide.
    private static readonly ulong Multiplier = KeyedHash.RandomKey() | 1;

    /// <summary>Counts the visitors of a share.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="share">The share.</param>
    /// <param name="required">Visitors without any of these marks are skipped; 0 skips none.</param>
    /// <param name="counter">Counts visitors, each with all of its pieces.</param>
    public static void Count(IReadOnlyList<VisitorPieces> lists, int share, uint required, IVisitorCounter counter)
    {
        var count = lists.Sum(list => list.Of(share).Count);
        if (count == 0)
        {
            return;
        }

        var numbers = ArrayPool<int>.Shared.Rent(count);
        var marks = ArrayPool<uint>.Shared.Rent(count);
        var visitors = Number(lists, share, count, numbers, marks);
        var starts = ArrayPool<int>.Shared.Rent(visitors + 1);
        var sorted = ArrayPool<(VisitorPiece Piece, int List)>.Shared.Rent(count);
        Order(lists, share, numbers, starts.AsSpan(0, visitors + 1), sorted);
        var events = new List<VisitorEvent>();
        for (var visitor = 0; visitor < visitors; visitor++)
        {
            if (required == 0 || (marks[visitor] & required) != 0)
            {
                var from = visitor == 0 ? 0 : starts[visitor - 1];
                Count(lists, sorted.AsSpan(from, starts[visitor] - from), events, counter);
            }
        }

        ArrayPool<(VisitorPiece Piece, int List)>.Shared.Return(sorted);
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<uint>.Shared.Return(marks);
        ArrayPool<int>.Shared.Return(numbers);
    }

    /// <summary>Numbers the visits of some events, beginning with a number.</summary>
    /// <returns>The number after the last one.</returns>
    public static int NumberVisits(Span<VisitorEvent> events, int from)
    {
        var last = events[0].Visit;
        foreach (ref var e in events)
        {
            from += e.Visit == last ? 0 : 1;
            last = e.Visit;
            e.Visit = from;
        }

        return from + 1;
    }

    /// <summary>Assigns each piece the number of its visitor, and each visitor the marks of its pieces.</summary>
    /// <returns>The number of visitors.</returns>
    private static int Number(IReadOnlyList<VisitorPieces> lists, int share, int count, int[] numbers, uint[] marks)
    {
        var bits = BitOperations.Log2((uint)count) + 2;
        var ids = ArrayPool<ulong>.Shared.Rent(1 << bits);
        var numberOfSlot = ArrayPool<int>.Shared.Rent(1 << bits);
        ids.AsSpan(0, 1 << bits).Clear();
        var (visitors, piece) = (0, 0);
        foreach (var list in lists)
        {
            foreach (var found in list.Of(share))
            {
                // No permanent id is 0.
                var slot = (int)((found.Visitor * Multiplier) >> (64 - bits));
                while (ids[slot] != 0 && ids[slot] != found.Visitor)
                {
                    slot = (slot + 1) & ((1 << bits) - 1);
                }

                if (ids[slot] == 0)
                {
                    (ids[slot], numberOfSlot[slot], marks[visitors]) = (found.Visitor, visitors, 0);
                    visitors++;
                }

                var number = numberOfSlot[slot];
                numbers[piece++] = number;
                marks[number] |= found.Marks;
            }
        }

        ArrayPool<int>.Shared.Return(numberOfSlot);
        ArrayPool<ulong>.Shared.Return(ids);
        return visitors;
    }

    /// <summary>Sorts the pieces by their visitors' numbers, and writes the end of each visitor's pieces.</summary>
    private static void Order(
        IReadOnlyList<VisitorPieces> lists,
        int share,
        int[] numbers,
        Span<int> ends,
        (VisitorPiece Piece, int List)[] sorted
    )
    {
        ends.Clear();
        var count = lists.Sum(list => list.Of(share).Count);
        foreach (var number in numbers.AsSpan(0, count))
        {
            ends[number]++;
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end);
        }

        var piece = 0;
        for (var list = 0; list < lists.Count; list++)
        {
            foreach (var found in lists[list].Of(share))
            {
                sorted[ends[numbers[piece++]]++] = (found, list);
            }
        }
    }

    private static void Count(
        IReadOnlyList<VisitorPieces> lists,
        Span<(VisitorPiece Piece, int List)> pieces,
        List<VisitorEvent> events,
        IVisitorCounter counter
    )
    {
        var visitor = pieces[0].Piece.Visitor;
        if (pieces.Length == 1)
        {
            var only = lists[pieces[0].List].EventsOf(pieces[0].Piece);
            NumberVisits(only, 0);
            counter.Add(visitor, only);
            return;
        }

        SortByTime(pieces);
        events.Clear();
        var visits = 0;
        foreach (ref readonly var piece in pieces)
        {
            var pieceEvents = lists[piece.List].EventsOf(piece.Piece);
            visits = NumberVisits(pieceEvents, visits);
            events.AddRange(pieceEvents);
        }

        counter.Add(visitor, CollectionsMarshal.AsSpan(events));
    }

    /// <summary>
    /// Sorts the pieces of a visitor, which are mostly sorted already. Pieces with the same second stay in the order of their lists.
    /// </summary>
    private static void SortByTime(Span<(VisitorPiece Piece, int List)> pieces)
    {
        for (var i = 1; i < pieces.Length; i++)
        {
            var piece = pieces[i];
            var position = i;
            for (; position > 0 && pieces[position - 1].Piece.FirstSecond > piece.Piece.FirstSecond; position--)
            {
                pieces[position] = pieces[position - 1];
            }

            pieces[position] = piece;
        }
    }
}
