using System.Collections;

namespace Analytics.MovingAverages;

/// <summary>The last elements added, oldest first: the base of all windows with a fixed number of elements.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <remarks>One thread may write at a time, and no other may read meanwhile; any number of threads may read while none writes.</remarks>
public abstract class MovingWindow<T> : IReadOnlyList<T>
{
    private protected MovingWindow(int capacity) => Elements = new Ring<T>(capacity);

    /// <summary>The largest number of elements the window holds, at least 1.</summary>
    public int Capacity => Elements.Capacity;

    /// <summary>The number of elements in the window, at most <see cref="Capacity"/>.</summary>
    public int Count => Elements.Count;

    private protected Ring<T> Elements { get; }

    /// <summary>The element at a position, 0 being the oldest. O(1).</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside the elements held.</exception>
    public T this[int index] => Elements[index];

    /// <summary>The element at a position counted from either end: <c>window[^1]</c> is the newest. O(1).</summary>
    /// <param name="index">0 is the oldest element, <c>^1</c> the newest.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside the elements held.</exception>
    public T this[Index index] => Elements[index.GetOffset(Count)];

    /// <summary>Adds the newest element; when the window is full, the oldest leaves. O(1), allocates nothing.</summary>
    /// <param name="value">Any value.</param>
    public abstract void Add(T value);

    /// <summary>Adds elements in order, as if one by one. O(min(length, <see cref="Capacity"/>)), allocates nothing.</summary>
    /// <param name="values">The elements, the newest last.</param>
    public void AddRange(ReadOnlySpan<T> values)
    {
        if (values.Length >= Capacity)
        {
            Clear();
            values = values[^Capacity..];
        }

        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>The elements in order as at most two spans over the window's own memory. O(1), copies nothing.</summary>
    /// <param name="older">The older elements, oldest first.</param>
    /// <param name="newer">The elements that follow <paramref name="older"/>; often empty.</param>
    /// <remarks>The spans are valid until the next change to the window.</remarks>
    public void GetSpans(out ReadOnlySpan<T> older, out ReadOnlySpan<T> newer) => Elements.GetSpans(0, Count, out older, out newer);

    /// <summary>Copies the elements, oldest first. O(n), allocates nothing.</summary>
    /// <param name="destination">At least as long as the window has elements.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<T> destination) => Elements.CopyTo(destination);

    /// <summary>Removes all elements, keeping the capacity and the memory.</summary>
    public abstract void Clear();

    /// <summary>Enumerates the elements, oldest first, without allocation.</summary>
    /// <returns>An enumerator that throws once the window has changed.</returns>
    public WindowEnumerator<T> GetEnumerator() => new(Elements);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
