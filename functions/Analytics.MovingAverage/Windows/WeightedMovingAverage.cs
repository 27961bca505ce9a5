using System.Buffers;

namespace Analytics.MovingAverages;

/// <summary>The linearly weighted mean of the last doubles added: the oldest of n elements has the weight 1, the newest n.</summary>
/// <remarks>
/// Exact, then rounded once, like <see cref="SimpleMovingAverage"/>, and with the same guarantees: constant time in the worst case, no
/// allocation, no drift, and a NaN or an infinity leaves no trace once it has left. When the window moves, every weight falls by one,
/// which subtracts the plain sum from the weighted one: exact only because neither rounds. Memory: 8 bytes for each element of the
/// capacity and less than 2 KB more.
/// </remarks>
public sealed class WeightedMovingAverage : MovingWindow<double>, IMovingAverage
{
    private readonly ExactSum _sum = new();
    private FixedPointSum _weighted = FixedPointSum.ForDoubles();

    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Number of elements of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public WeightedMovingAverage(int capacity)
        : base(capacity) { }

    /// <inheritdoc/>
    public double Average => Count == 0 ? double.NaN : Mean(_weighted, _sum, Count);

    /// <summary>Restores a window from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>A window equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of a <see cref="WeightedMovingAverage"/>.</exception>
    public static WeightedMovingAverage Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.Weighted);
        var window = new WeightedMovingAverage(WindowState.ReadCapacity(ref reader));
        WindowState.ReadElements(ref reader, window);
        return window;
    }

    /// <inheritdoc/>
    public override void Add(double value)
    {
        if (Elements.IsFull)
        {
            // Before the oldest leaves: its weight of 1 falls to 0 with the sum that still contains it.
            _weighted.Subtract(_sum.Finite);
            _sum.Replace(Elements.Replace(value), value);
        }
        else
        {
            Elements.Append(value);
            _sum.Add(value);
        }

        if (double.IsFinite(value))
        {
            _weighted.AddScaled(value, Count);
        }
    }

    /// <inheritdoc/>
    public bool TryGetAverage(out double average)
    {
        average = Average;
        return Count > 0;
    }

    /// <inheritdoc/>
    public double AverageOfLast(int count)
    {
        WindowMath.RequirePart(Count, count);
        var sum = WindowMath.Scratch();
        var weighted = FixedPointSum.ScratchForDoubles();
        for (var i = 1; i <= count; i++)
        {
            var value = Elements[Count - count + i - 1];
            sum.Add(value);
            if (double.IsFinite(value))
            {
                weighted.AddScaled(value, i);
            }
        }

        return Mean(weighted, sum, count);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        Elements.Clear();
        _sum.Clear();
        _weighted.Clear();
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer) => WindowState.Save(writer, StateKind.Weighted, this);

    // The weights 1 to n add up to n (n + 1) / 2. NaN and infinities are counted in the plain sum.
    private static double Mean(in FixedPointSum weighted, ExactSum sum, int count) =>
        sum.IsFinite ? weighted.DivideBy((long)count * (count + 1) / 2) : sum.Value;
}
