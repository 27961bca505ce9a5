using System.Buffers;

namespace Analytics.MovingAverages;

/// <summary>Mean, variance and extremes of all values ever added: exact, then rounded once, and mergeable.</summary>
/// <remarks>
/// Adding in another order, in other batches, or on several machines and merging gives the same result, bit for bit. An update is O(1) and
/// allocates nothing; the object takes about 2 KB. A NaN stays: the mean of numbers and a NaN is NaN.
/// </remarks>
public sealed class CumulativeAverage : IAverage
{
    private readonly ExactSpread _spread = new();
    private Extremes _extremes = Extremes.Identity;

    /// <summary>Number of values added so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public double Average => Count == 0 ? double.NaN : _spread.Sum.DivideBy(Count);

    /// <summary>The exact sum, rounded once; 0 if nothing was added.</summary>
    public double Sum => _spread.Sum.Value;

    /// <summary>The population variance: exact, rounded once (at more than 3·10⁹ values: twice), never negative.</summary>
    public double Variance => _spread.Variance(Count, Count);

    /// <summary>The sample variance, like <see cref="Variance"/>, but divided by n − 1; NaN below two values.</summary>
    public double SampleVariance => _spread.Variance(Count, Count - 1);

    /// <summary>The square root of <see cref="Variance"/>.</summary>
    public double StandardDeviation => _spread.StandardDeviation(Count, Count);

    /// <summary>The square root of <see cref="SampleVariance"/>.</summary>
    public double SampleStandardDeviation => _spread.StandardDeviation(Count, Count - 1);

    /// <summary>The smallest value; NaN if one is NaN or there is none.</summary>
    public double Minimum => Count == 0 ? double.NaN : _extremes.Minimum;

    /// <summary>The largest value; NaN if one is NaN or there is none.</summary>
    public double Maximum => Count == 0 ? double.NaN : _extremes.Maximum;

    /// <summary>Restores an average from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>An average equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of a <see cref="CumulativeAverage"/>.</exception>
    public static CumulativeAverage Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.Cumulative);
        var average = new CumulativeAverage { Count = reader.ReadInt64() };
        StateReader.Require(average.Count >= 0, $"it counts {average.Count} values");
        average._extremes = new Extremes(reader.ReadDouble(), reader.ReadDouble());
        average._spread.Read(ref reader);
        reader.Finish();
        return average;
    }

    /// <summary>Adds a value.</summary>
    /// <param name="value">Any double.</param>
    public void Add(double value)
    {
        _spread.Add(value);
        _extremes = Extremes.Combine(_extremes, Extremes.Of(value));
        Count++;
    }

    /// <summary>Adds values. O(length), allocates nothing.</summary>
    /// <param name="values">Any doubles, in any order.</param>
    public void AddRange(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>Adds all values of another average, as if they had been added here. O(1).</summary>
    /// <param name="other">The other average; it does not change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    public void Merge(CumulativeAverage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _spread.Add(other._spread);
        _extremes = Extremes.Combine(_extremes, other._extremes);
        Count += other.Count;
    }

    /// <inheritdoc/>
    public bool TryGetAverage(out double average)
    {
        average = Average;
        return Count > 0;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _spread.Clear();
        _extremes = Extremes.Identity;
        Count = 0;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer)
    {
        var state = new StateWriter(StateKind.Cumulative);
        state.Write(Count);
        state.Write(_extremes.Minimum);
        state.Write(_extremes.Maximum);
        _spread.Write(ref state);
        state.Finish(writer);
    }
}
