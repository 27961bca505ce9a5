using System.Buffers;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Events of visitors with permanent ids in some segments, in shares of the visitors. A share is a range of ids, so that its events are
/// close together in memory. Not thread-safe while events are added.
/// </summary>
/// <param name="prefixBits">Number of leading bits that all ids have in common.</param>
internal sealed class VisitorPieces(int prefixBits) : IDisposable
{
    /// <summary>The number of shares.</summary>
    public const int Shares = 1 << ShareBits;

    private const int ShareBits = 4;

    private readonly List<VisitorPiece>[] _shares = [.. Enumerable.Range(0, Shares).Select(_ => new List<VisitorPiece>())];
    private VisitorEvent[] _events = [];
    private int _count;
    private int _openCount;

    /// <summary>True if it has no pieces.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Returns the pieces of a share, in the order in which they were added.</summary>
    public List<VisitorPiece> Of(int share) => _shares[share];

    /// <summary>Returns the events of a piece.</summary>
    public Span<VisitorEvent> EventsOf(in VisitorPiece piece) => _events.AsSpan(piece.From, piece.Count);

    /// <summary>The events that were appended since the last piece.</summary>
    public Span<VisitorEvent> Open => _events.AsSpan(_count, _openCount);

    /// <summary>Appends an event to the open ones.</summary>
    public void Append(in VisitorEvent e)
    {
        if (_count + _openCount == _events.Length)
        {
            Grow();
        }

        _events[_count + _openCount++] = e;
    }

    /// <summary>
    /// Turns the open events, at least one, into a piece: consecutive events of a visitor that no other segment interrupts.
    /// </summary>
    public void Close(ulong visitor)
    {
        uint marks = 0;
        foreach (ref readonly var e in Open)
        {
            marks |= e.Marks;
        }

        _shares[visitor << prefixBits >> (64 - ShareBits)].Add(new(visitor, _events[_count].Second, _count, _openCount, marks));
        (_count, _openCount) = (_count + _openCount, 0);
    }

    /// <summary>Drops the open events.</summary>
    public void Drop() => _openCount = 0;

    /// <summary>Returns memory to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<VisitorEvent>.Shared.Return(_events);
        (_events, _count, _openCount) = ([], 0, 0);
    }

    private void Grow()
    {
        var used = _count + _openCount;
        var larger = ArrayPool<VisitorEvent>.Shared.Rent(Math.Max(256, used * 2));
        _events.AsSpan(0, used).CopyTo(larger);
        ArrayPool<VisitorEvent>.Shared.Return(_events);
        _events = larger;
    }
}
