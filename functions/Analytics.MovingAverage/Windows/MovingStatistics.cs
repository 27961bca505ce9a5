using System.Buffers;

namespace Analytics.MovingAverages;

/// <summary>Mean, variance, standard deviation, minimum and maximum of the last doubles added: exact, then rounded once.</summary>
/// <remarks>
/// <para>
/// Updating and reading take constant time in the worst case and allocate nothing. The sums of the elements and of their squares are
/// exact; the extremes come from a <see cref="SlidingWindow{T, TMonoid}"/>, so no single step is slow, unlike with a monotonic queue.
/// Memory: 24 bytes for each element of the capacity and about 2 KB. Use <see cref="SimpleMovingAverage"/> if you need only the mean: it
/// takes a third of the memory. Reading a variance takes about 100 ns, and up to 20 µs when the elements span hundreds of orders of
/// magnitude.
/// </para>
/// <para>
/// While a NaN or an infinity is in the window the variance is NaN; the extremes are NaN only for NaN. Once it has left, no trace of it
/// remains. For an empty window everything but <see cref="Sum"/> is NaN.
/// </para>
/// </remarks>
public sealed class MovingStatistics : MovingWindow<double>, IMovingAverage
{
    private readonly ExactSpread _spread = new();
    private readonly SlidingWindow<Extremes, Extremes> _extremes;

    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Number of elements of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public MovingStatistics(int capacity)
        : base(capacity) => _extremes = new SlidingWindow<Extremes, Extremes>(capacity);

    /// <inheritdoc/>
    public double Average => Count == 0 ? double.NaN : _spread.Sum.DivideBy(Count);

    /// <summary>The exact sum of the elements, rounded once; 0 for an empty window.</summary>
    public double Sum => _spread.Sum.Value;

    /// <summary>The population variance, Σ(x − mean)² / n: exact, rounded once, never negative.</summary>
    public double Variance => _spread.Variance(Count, Count);

    /// <summary>The sample variance, Σ(x − mean)² / (n − 1): exact, rounded once; NaN below two elements.</summary>
    public double SampleVariance => _spread.Variance(Count, Count - 1);

    /// <summary>The square root of <see cref="Variance"/>, correct even if that is beyond the range of doubles.</summary>
    public double StandardDeviation => _spread.StandardDeviation(Count, Count);

    /// <summary>The square root of <see cref="SampleVariance"/>, correct even if that is beyond the range of doubles.</summary>
    public double SampleStandardDeviation => _spread.StandardDeviation(Count, Count - 1);

    /// <summary>The smallest element; NaN if one is NaN or the window is empty.</summary>
    public double Minimum => Count == 0 ? double.NaN : _extremes.Aggregate.Minimum;

    /// <summary>The largest element; NaN if one is NaN or the window is empty.</summary>
    public double Maximum => Count == 0 ? double.NaN : _extremes.Aggregate.Maximum;

    /// <summary>Restores a window from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>A window equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of a <see cref="MovingStatistics"/>.</exception>
    public static MovingStatistics Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.Statistics);
        var window = new MovingStatistics(WindowState.ReadCapacity(ref reader));
        WindowState.ReadElements(ref reader, window);
        return window;
    }

    /// <inheritdoc/>
    public override void Add(double value)
    {
        if (Elements.IsFull)
        {
            _spread.Subtract(Elements.Replace(value));
        }
        else
        {
            Elements.Append(value);
        }

        _spread.Add(value);
        _extremes.Add(Extremes.Of(value));
    }

    /// <inheritdoc/>
    public bool TryGetAverage(out double average)
    {
        average = Average;
        return Count > 0;
    }

    /// <inheritdoc/>
    public double AverageOfLast(int count) => WindowMath.AverageOfLast(Elements, _spread.Sum, count);

    /// <inheritdoc/>
    public override void Clear()
    {
        Elements.Clear();
        _spread.Clear();
        _extremes.Clear();
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer) => WindowState.Save(writer, StateKind.Statistics, this);
}
