using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Visitors;

/// <summary>The events of visitors whose ids last, as they were found in some segments. Not thread-safe while it is added to.</summary>
internal sealed class VisitorPieces
{
    private readonly List<VisitorEvent> _events = [];
    private readonly List<Piece> _pieces = [];

    /// <summary>How many pieces there are.</summary>
    public int Count => _pieces.Count;

    /// <summary>Adds events of a visitor, in order, between which no other segment has any.</summary>
    public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events)
    {
        _pieces.Add(new(visitor, events[0].Second, _events.Count, events.Length));
        _events.AddRange(events);
    }

    /// <summary>Counts the visitors of several lists, each with all of its pieces in order of time. O(n log n).</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="share">The share of the visitors to count.</param>
    /// <param name="shares">How many shares there are.</param>
    /// <param name="counter">Counts them.</param>
    public static void CountAll(IReadOnlyList<VisitorPieces> lists, int share, int shares, IVisitorCounter counter)
    {
        var found = new List<(Piece Piece, int List)>();
        for (var list = 0; list < lists.Count; list++)
        {
            foreach (var piece in lists[list]._pieces)
            {
                // The highest bits are those of the segment, and the lowest says that the id lasts.
                if ((int)((piece.Visitor >> 1) % (ulong)shares) == share)
                {
                    found.Add((piece, list));
                }
            }
        }

        found.Sort(static (a, b) =>
        {
            var order = a.Piece.Visitor.CompareTo(b.Piece.Visitor);
            order = order != 0 ? order : a.Piece.FirstSecond.CompareTo(b.Piece.FirstSecond);
            order = order != 0 ? order : a.List.CompareTo(b.List);
            return order != 0 ? order : a.Piece.From.CompareTo(b.Piece.From);
        });
        var events = new List<VisitorEvent>();
        for (var i = 0; i < found.Count;)
        {
            events.Clear();
            var visits = 0;
            var visitor = found[i].Piece.Visitor;
            for (; i < found.Count && found[i].Piece.Visitor == visitor; i++)
            {
                var (piece, list) = found[i];
                var from = events.Count;
                events.AddRange(CollectionsMarshal.AsSpan(lists[list]._events).Slice(piece.From, piece.Count));
                visits = NumberVisits(CollectionsMarshal.AsSpan(events)[from..], visits);
            }

            counter.Add(visitor, CollectionsMarshal.AsSpan(events));
        }
    }

    /// <summary>Numbers the visits of some events from a number on.</summary>
    /// <returns>The number after the last.</returns>
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

    private readonly record struct Piece(ulong Visitor, long FirstSecond, int From, int Count);
}
