using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>A circular buffer of fixed capacity: the newest element replaces the oldest.</summary>
internal sealed class Ring<T>
{
    private readonly T[] _items;
    private int _oldest;

    public Ring(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _items = new T[capacity];
    }

    public int Capacity => _items.Length;

    public int Count { get; private set; }

    /// <summary>Number of changes, by which enumerators notice them.</summary>
    public int Version { get; private set; }

    public bool IsFull => Count == _items.Length;

    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _items[Wrap(_oldest + index)];
        }
    }

    /// <summary>Adds an element to a ring that is not full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T item)
    {
        _items[Wrap(_oldest + Count)] = item;
        Count++;
        Version++;
    }

    /// <summary>Puts an element into a full ring and returns the one that it displaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Replace(T item)
    {
        var items = _items;
        var oldest = _oldest;
        var displaced = items[oldest];
        items[oldest] = item;
        oldest++;
        _oldest = oldest == items.Length ? 0 : oldest;
        Version++;
        return displaced;
    }

    /// <summary>Gets <paramref name="length"/> elements from <paramref name="start"/> on, as two spans.</summary>
    public void GetSpans(int start, int length, out ReadOnlySpan<T> older, out ReadOnlySpan<T> newer)
    {
        var from = Wrap(_oldest + start);
        var first = Math.Min(length, _items.Length - from);
        older = _items.AsSpan(from, first);
        newer = _items.AsSpan(0, length - first);
    }

    public void CopyTo(Span<T> destination)
    {
        if (destination.Length < Count)
        {
            throw new ArgumentException(
                $"The destination holds {destination.Length} elements but the window has {Count}; pass a span of at least Count elements.",
                nameof(destination)
            );
        }

        GetSpans(0, Count, out var older, out var newer);
        older.CopyTo(destination);
        newer.CopyTo(destination[older.Length..]);
    }

    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_items);
        }

        _oldest = 0;
        Count = 0;
        Version++;
    }

    // The sum of two positions can pass int.MaxValue, hence the unsigned comparison.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Wrap(int position) => (uint)position >= (uint)_items.Length ? (int)((uint)position - (uint)_items.Length) : position;
}
