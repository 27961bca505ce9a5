namespace Analytics.MovingAverages;

/// <summary>
/// Values ordered by time in a circular buffer that grows. Insertion is cheap near the newest end, removal at the oldest.
/// </summary>
internal sealed class TimedQueue(int initialCapacity)
{
    private (long Ticks, double Value)[] _items = new (long, double)[initialCapacity];
    private int _first;

    public int Count { get; private set; }

    public int Version { get; private set; }

    public ref readonly (long Ticks, double Value) this[int index] => ref Slot(index);

    /// <summary>Finds the position after all values that are not later than a time. O(1) at the newest end, otherwise O(log n).</summary>
    public int PositionAfter(long ticks)
    {
        if (Count == 0 || Slot(Count - 1).Ticks <= ticks)
        {
            return Count;
        }

        var (low, high) = (0, Count - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Slot(middle).Ticks <= ticks ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Inserts a value at a position and moves the newer ones. O(Count − position).</summary>
    public void Insert(int position, long ticks, double value)
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        for (var i = Count; i > position; i--)
        {
            Slot(i) = Slot(i - 1);
        }

        Slot(position) = (ticks, value);
        Count++;
        Version++;
    }

    /// <summary>Removes some values before a position and moves the newer ones.</summary>
    public void RemoveBefore(int position, int count)
    {
        if (position == count)
        {
            _first = Wrap(count);
        }
        else
        {
            for (var i = position; count > 0 && i < Count; i++)
            {
                Slot(i - count) = Slot(i);
            }
        }

        Count -= count;
        Version++;
    }

    public void Clear()
    {
        _first = Count = 0;
        Version++;
    }

    private ref (long Ticks, double Value) Slot(int index) => ref _items[Wrap(index)];

    private int Wrap(int index)
    {
        var slot = (uint)(_first + index);
        return (int)(slot >= (uint)_items.Length ? slot - (uint)_items.Length : slot);
    }

    private void Grow()
    {
        var larger = new (long, double)[Math.Max(4, (int)Math.Min(2L * _items.Length, Array.MaxLength))];
        var upper = _items.AsSpan(_first);
        upper.CopyTo(larger);
        _items.AsSpan(0, _first).CopyTo(larger.AsSpan(upper.Length));
        _items = larger;
        _first = 0;
    }
}
