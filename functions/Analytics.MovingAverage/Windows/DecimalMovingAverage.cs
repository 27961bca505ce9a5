using System.Buffers;

namespace Analytics.MovingAverages;

/// <summary>The mean of the last decimals added, for money. The sum is exact and cannot overflow.</summary>
/// <remarks>
/// Updates take constant time and allocate nothing. Memory: 16 bytes for each element of the capacity and about 150 bytes. The error of
/// the mean is at most one unit in its last place. <see cref="decimal"/> has no NaN, so the average of an empty window is
/// <see langword="null"/>.
/// </remarks>
public sealed class DecimalMovingAverage : MovingWindow<decimal>
{
    private DecimalParts _sum;

    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Number of elements of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public DecimalMovingAverage(int capacity)
        : base(capacity) { }

    /// <summary>The mean, or <see langword="null"/> for an empty window. O(1).</summary>
    public decimal? Average => Count == 0 ? null : _sum.DivideBy(Count);

    /// <summary>Restores a window from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>A window equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of a <see cref="DecimalMovingAverage"/>.</exception>
    public static DecimalMovingAverage Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.Decimal);
        var window = new DecimalMovingAverage(WindowState.ReadCapacity(ref reader));
        var count = WindowState.ReadCount(ref reader, window.Capacity, sizeof(decimal));
        for (var i = 0; i < count; i++)
        {
            Span<int> bits = [reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()];
            StateReader.Require((bits[3] & 0x7F00FFFF) == 0 && ((bits[3] >> 16) & 0xFF) <= 28, "an element is no decimal");
            window.Add(new decimal(bits));
        }

        return window;
    }

    /// <inheritdoc/>
    public override void Add(decimal value)
    {
        if (Elements.IsFull)
        {
            _sum -= DecimalParts.Of(Elements.Replace(value));
        }
        else
        {
            Elements.Append(value);
        }

        _sum += DecimalParts.Of(value);
    }

    /// <summary>Gets the mean, if there is one.</summary>
    /// <param name="average">The mean, or 0 when the result is <see langword="false"/>.</param>
    /// <returns><see langword="false"/> for an empty window.</returns>
    public bool TryGetAverage(out decimal average)
    {
        average = Average.GetValueOrDefault();
        return Count > 0;
    }

    /// <summary>Returns the average that a window holding only the newest <paramref name="count"/> elements would have.</summary>
    /// <param name="count">From 1 to the number of elements held.</param>
    /// <returns>The mean. O(<paramref name="count"/>), allocates nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1 or more than the elements held.</exception>
    public decimal AverageOfLast(int count)
    {
        WindowMath.RequirePart(Count, count);
        var sum = default(DecimalParts);
        for (var i = Count - count; i < Count; i++)
        {
            sum += DecimalParts.Of(Elements[i]);
        }

        return sum.DivideBy(count);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        Elements.Clear();
        _sum = default;
    }

    /// <summary>Writes the complete state in the versioned format described in the package's README.</summary>
    /// <param name="writer">Receives the bytes. It is not flushed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is <see langword="null"/>.</exception>
    public void Save(IBufferWriter<byte> writer)
    {
        var state = new StateWriter(StateKind.Decimal, (2 * sizeof(int)) + (Count * sizeof(decimal)));
        state.Write(Capacity);
        state.Write(Count);
        Span<int> bits = stackalloc int[4];
        foreach (var element in this)
        {
            decimal.GetBits(element, bits);
            foreach (var part in bits)
            {
                state.Write(part);
            }
        }

        state.Finish(writer);
    }
}
