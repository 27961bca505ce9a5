namespace Analytics.MovingAverages;

/// <summary>The average of the last <see cref="Capacity"/> elements added, and those elements, oldest first.</summary>
/// <remarks>
/// The average of an empty window is <see cref="double.NaN"/>; <see cref="IAverage.TryGetAverage"/> distinguishes it from a NaN among the
/// elements. A NaN or an infinity counts as long as it is in the window and leaves no trace once it has left.
/// </remarks>
public interface IMovingAverage : IAverage, IReadOnlyList<double>
{
    /// <summary>The largest number of elements the window holds, at least 1.</summary>
    int Capacity { get; }

    /// <summary>Adds the newest element; when the window is full, the oldest leaves. O(1), allocates nothing.</summary>
    /// <param name="value">Any double, NaN and infinities included.</param>
    void Add(double value);

    /// <summary>Adds elements in order, as if one by one. O(min(length, <see cref="Capacity"/>)), allocates nothing.</summary>
    /// <param name="values">The elements, the newest last.</param>
    void AddRange(ReadOnlySpan<double> values);

    /// <summary>Returns the average that a window holding only the newest <paramref name="count"/> elements would have.</summary>
    /// <param name="count">Number of the newest elements to include, from 1 to the number of elements in the window.</param>
    /// <returns>The average, computed exactly and rounded once. O(<paramref name="count"/>) at most.</returns>
    /// <remarks>Allocates nothing but, at the first call on a thread, less than 1 KB of scratch memory.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1 or more than the elements held.</exception>
    double AverageOfLast(int count);

    /// <summary>The element at a position counted from either end: <c>window[^1]</c> is the newest. O(1).</summary>
    /// <param name="index">0 is the oldest element, <c>^1</c> the newest.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside the elements held.</exception>
    double this[Index index] { get; }

    /// <summary>The elements in order as at most two spans over the window's own memory. O(1), copies nothing.</summary>
    /// <param name="older">The older elements, oldest first.</param>
    /// <param name="newer">The elements that follow <paramref name="older"/>; often empty.</param>
    /// <remarks>The spans are valid until the next change to the window.</remarks>
    void GetSpans(out ReadOnlySpan<double> older, out ReadOnlySpan<double> newer);

    /// <summary>Copies the elements, oldest first. O(n), allocates nothing.</summary>
    /// <param name="destination">At least as long as the window has elements.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    void CopyTo(Span<double> destination);
}
