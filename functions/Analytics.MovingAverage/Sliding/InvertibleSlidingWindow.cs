namespace Analytics.MovingAverages;

/// <summary>
/// The aggregate of the last elements under an operation with exact inverses. An update takes two operations, and an element one place.
/// </summary>
/// <typeparam name="T">The elements and their aggregate.</typeparam>
/// <typeparam name="TGroup">
/// The operation. Only a group compiles; for any other operation use <see cref="SlidingWindow{T, TMonoid}"/>.
/// </typeparam>
/// <remarks>
/// An update combines twice, in the order of the elements, so that the group need not be commutative. Nothing allocates.
/// Unlike <see cref="SlidingWindow{T, TMonoid}"/> the window keeps its elements for reading.
/// </remarks>
public sealed class InvertibleSlidingWindow<T, TGroup> : MovingWindow<T>
    where TGroup : IGroup<T>
{
    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Number of elements of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public InvertibleSlidingWindow(int capacity)
        : base(capacity) { }

    /// <summary>The aggregate of all elements from the oldest to the newest; the identity for an empty window. O(1).</summary>
    public T Aggregate { get; private set; } = TGroup.Identity;

    /// <inheritdoc/>
    public override void Add(T value)
    {
        if (Elements.IsFull)
        {
            Aggregate = TGroup.Combine(TGroup.Inverse(Elements.Replace(value)), Aggregate);
        }
        else
        {
            Elements.Append(value);
        }

        Aggregate = TGroup.Combine(Aggregate, value);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        Elements.Clear();
        Aggregate = TGroup.Identity;
    }
}
