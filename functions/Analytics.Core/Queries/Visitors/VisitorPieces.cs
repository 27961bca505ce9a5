using System.Buffers;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// The events of visitors whose ids last, as they were found in some segments, in shares of the visitors. A share is a range of ids, so
/// that its events lie close together. Not thread-safe while it is added to.
/// </summary>
/// <param name="prefixBits">The number of first bits that all ids have in common.</param>
internal sealed class VisitorPieces(int prefixBits) : IDisposable
{
    /// <summary>The number of shares.</summary>
    public const int Shares = 1 << ShareBits;

    private const int ShareBits = 4;

    private readonly List<VisitorPiece>[] _shares = [.. Enumerable.Range(0, Shares).Select(_ => new List<VisitorPiece>())];
    private VisitorEvent[] _events = [];
    private int _count;

    /// <summary>True if nothing was added.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The pieces of a share, in the order in which they were added.</summary>
    public List<VisitorPiece> Of(int share) => _shares[share];

    /// <summary>The events of a piece.</summary>
    public Span<VisitorEvent> EventsOf(in VisitorPiece piece) => _events.AsSpan(piece.From, piece.Count);

    /// <summary>Adds events of a visitor, in order, between which no other segment has any.</summary>
    public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events)
    {
        uint marks = 0;
        foreach (ref readonly var e in events)
        {
            marks |= e.Marks;
        }

        _shares[visitor << prefixBits >> (64 - ShareBits)].Add(new(visitor, events[0].Second, _count, events.Length, marks));
        if (_events.Length - _count < events.Length)
        {
            Grow(_count + events.Length);
        }

        events.CopyTo(_events.AsSpan(_count));
        _count += events.Length;
    }

    /// <summary>Gives memory back to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<VisitorEvent>.Shared.Return(_events);
        (_events, _count) = ([], 0);
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<VisitorEvent>.Shared.Rent(Math.Max(needed, _count * 2));
        _events.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<VisitorEvent>.Shared.Return(_events);
        _events = larger;
    }
}
