using System.Buffers;
using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>The mean of the last doubles added: exact, then rounded once. Never drifts.</summary>
/// <remarks>
/// <para>
/// <see cref="Add"/> and <see cref="Average"/> take constant time in the worst case, whatever the capacity, and allocate nothing. The
/// memory is 8 bytes for each element of the capacity and less than 1 KB more. Reading gets slower when the elements span many orders of
/// magnitude: by about 1 ns for each factor of 10¹⁰ between the largest and the smallest.
/// </para>
/// <para>
/// The average depends only on the elements in the window: not on the order of the updates, on elements that have left, or on whether the
/// window was restored from bytes. Equal windows have equal averages, bit for bit.
/// </para>
/// <para>Windows of different streams have no merged window, because the order between their elements is unknown.</para>
/// </remarks>
public sealed class SimpleMovingAverage : MovingWindow<double>, IMovingAverage
{
    private readonly ExactSum _sum = new();

    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Number of elements of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public SimpleMovingAverage(int capacity)
        : base(capacity) { }

    /// <inheritdoc/>
    public double Average => Count == 0 ? double.NaN : _sum.DivideBy(Count);

    /// <summary>The exact sum of the elements, rounded once; 0 for an empty window.</summary>
    public double Sum => _sum.Value;

    /// <summary>Restores a window from the bytes that <see cref="Save"/> wrote.</summary>
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
    public override void Add(double value)
    {
        if (Elements.IsFull)
        {
            _sum.Replace(Elements.Replace(value), value);
        }
        else
        {
            Elements.Append(value);
            _sum.Add(value);
        }
    }

    /// <inheritdoc/>
    public bool TryGetAverage(out double average)
    {
        average = Average;
        return Count > 0;
    }

    /// <inheritdoc/>
    public double AverageOfLast(int count) => WindowMath.AverageOfLast(Elements, _sum, count);

    /// <inheritdoc/>
    public override void Clear()
    {
        Elements.Clear();
        _sum.Clear();
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer) => WindowState.Save(writer, StateKind.Simple, this);
}
