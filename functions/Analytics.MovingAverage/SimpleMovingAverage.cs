using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>The mean of the last <see cref="Capacity"/> doubles added: exact, then rounded once. It never drifts.</summary>
/// <remarks>
/// <para>
/// <see cref="Add"/> and <see cref="Average"/> take constant time in the worst case, whatever the capacity, and
/// allocate nothing. The memory is 8 bytes for each element of the capacity and less than 1 KB beside.
/// </para>
/// <para>
/// The average depends on nothing but the elements in the window: not on the order of the updates, not on what has
/// left, not on whether the window was restored from bytes. Equal windows have equal averages, bit for bit.
/// </para>
/// <para>Windows of different streams have no merged window, because the order between their elements is unknown.</para>
/// </remarks>
public sealed class SimpleMovingAverage : IMovingAverage
{
    private readonly Ring<double> _elements;
    private readonly ExactSum _sum = new();

    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">How many elements the window holds, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public SimpleMovingAverage(int capacity) => _elements = new Ring<double>(capacity);

    /// <inheritdoc/>
    public int Capacity => _elements.Capacity;

    /// <summary>The number of elements in the window, at most <see cref="Capacity"/>.</summary>
    public int Count => _elements.Count;

    /// <inheritdoc/>
    public double Average => Count == 0 ? double.NaN : _sum.DivideBy(Count);

    /// <summary>The exact sum of the elements, rounded once; 0 for an empty window.</summary>
    public double Sum => _sum.Value;

    /// <summary>The element at a position, 0 being the oldest. O(1).</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside the elements held.</exception>
    public double this[int index] => _elements[index];

    /// <inheritdoc/>
    public double this[Index index] => _elements[index.GetOffset(Count)];

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>A window equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of a <see cref="SimpleMovingAverage"/>.</exception>
    public static SimpleMovingAverage Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.Simple);
        var window = new SimpleMovingAverage(WindowState.ReadCapacity(ref reader));
        WindowState.ReadElements(ref reader, window);
        return window;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (_elements.IsFull)
        {
            _sum.Subtract(_elements.Replace(value));
        }
        else
        {
            _elements.Append(value);
        }

        _sum.Add(value);
    }

    /// <inheritdoc/>
    public void AddRange(ReadOnlySpan<double> values)
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

    /// <inheritdoc/>
    public bool TryGetAverage(out double average)
    {
        average = Average;
        return Count > 0;
    }

    /// <inheritdoc/>
    public double AverageOfLast(int count) => WindowMath.AverageOfLast(_elements, count);

    /// <inheritdoc/>
    public void GetSpans(out ReadOnlySpan<double> older, out ReadOnlySpan<double> newer) =>
        _elements.GetSpans(0, Count, out older, out newer);

    /// <inheritdoc/>
    public void CopyTo(Span<double> destination) => _elements.CopyTo(destination);

    /// <inheritdoc/>
    public void Clear()
    {
        _elements.Clear();
        _sum.Clear();
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer) => WindowState.Save(writer, StateKind.Simple, this);

    /// <summary>Enumerates the elements, oldest first, without allocation.</summary>
    /// <returns>An enumerator that throws once the window has changed.</returns>
    public WindowEnumerator<double> GetEnumerator() => new(_elements);

    IEnumerator<double> IEnumerable<double>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
