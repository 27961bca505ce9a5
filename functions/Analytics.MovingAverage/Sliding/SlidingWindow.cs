using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>The aggregate of the last elements under any associative operation, in worst-case constant time.</summary>
/// <typeparam name="T">The aggregate. An element is an aggregate of one: see <see cref="Moments.Of"/> for an example.</typeparam>
/// <typeparam name="TMonoid">The operation.</typeparam>
/// <remarks>
/// <para>
/// <see cref="Add"/> combines at most three times, <see cref="RemoveOldest"/> and <see cref="Aggregate"/> at most twice and once, whatever
/// the capacity; nothing allocates. No single step is slow, unlike with two stacks. The elements themselves are not stored: their places
/// hold partial aggregates.
/// </para>
/// <para>
/// Source: DABA Lite in K. Tangwongsan, M. Hirzel, S. Schneider, "In-Order Sliding-Window Aggregation in Worst-Case
/// Constant Time", VLDB Journal 30, 2021. The places from the oldest to the newest are cut into five runs at
/// <c>l ≤ r ≤ a ≤ b</c>: [0, l) and [a, b) hold aggregates up to b, [l, r) aggregates up to r, the others elements.
/// </para>
/// <para>One thread may write at a time, and no other may read meanwhile. Reading changes nothing.</para>
/// </remarks>
public sealed class SlidingWindow<T, TMonoid>
    where TMonoid : IMonoid<T>
{
    private readonly T[] _places;
    private int _oldest;
    private int _l;
    private int _r;
    private int _a;
    private int _b;
    private T _middle = TMonoid.Identity;
    private T _back = TMonoid.Identity;

    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Number of elements of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public SlidingWindow(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _places = new T[capacity];
    }

    /// <summary>The largest number of elements the window holds.</summary>
    public int Capacity => _places.Length;

    /// <summary>The number of elements in the window.</summary>
    public int Count { get; private set; }

    /// <summary>The aggregate of all elements from the oldest to the newest; the identity for an empty window.</summary>
    public T Aggregate => _b == 0 ? _back : TMonoid.Combine(_places[_oldest], _back);

    /// <summary>Adds the newest element; when the window is full, the oldest leaves.</summary>
    /// <param name="element">An aggregate of one element.</param>
    public void Add(T element)
    {
        if (Count == _places.Length)
        {
            RemoveOldest();
        }

        Place(Count++) = element;
        _back = TMonoid.Combine(_back, element);
        Step();
    }

    /// <summary>Removes the oldest element.</summary>
    /// <exception cref="InvalidOperationException">The window is empty.</exception>
    public void RemoveOldest()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("The window is empty, so there is no oldest element; look at Count first.");
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            _places[_oldest] = default!;
        }

        _oldest = _oldest + 1 == _places.Length ? 0 : _oldest + 1;
        Count--;
        _l--;
        _r--;
        _a--;
        _b--;
        Step();
    }

    /// <summary>Removes all elements.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_places);
        }

        _oldest = Count = _l = _r = _a = _b = 0;
        _middle = _back = TMonoid.Identity;
    }

    private ref T Place(int index)
    {
        var place = (uint)(_oldest + index);
        return ref _places[place >= (uint)_places.Length ? place - (uint)_places.Length : place];
    }

    // One step of the reversal of the back, spread over the updates so that it is done when it is needed.
    private void Step()
    {
        if (_b == 0)
        {
            // At most one element is left, and it is its own aggregate.
            _l = _r = _a = _b = Count;
            _middle = _back = TMonoid.Identity;
            return;
        }

        if (_l == _b)
        {
            _l = 0;
            _a = _b = Count;
            _middle = _back;
            _back = TMonoid.Identity;
        }

        if (_l == _r)
        {
            _l++;
            _r++;
            _a++;
            return;
        }

        ref var left = ref Place(_l++);
        left = TMonoid.Combine(left, _middle);
        ref var right = ref Place(_a - 1);
        right = _a == _b ? right : TMonoid.Combine(right, Place(_a));
        _a--;
    }
}
