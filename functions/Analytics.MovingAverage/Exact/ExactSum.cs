using System.Buffers;
using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>A sum of doubles that never rounds: adding, subtracting and merging are exact, and their order does not matter.</summary>
/// <remarks>
/// <para>
/// Only reading rounds, and it rounds once. Subtracting a value that was added restores the former sum exactly, which no running, Kahan or
/// Neumaier sum of doubles can promise; so a window may add values on entry and subtract them on leaving.
/// </para>
/// <para>
/// NaN and the infinities are counted separately: while one is in the sum, it decides the result as IEEE 754 says; once it is subtracted,
/// no trace of it remains. A sum of zero is always +0.
/// </para>
/// <para>
/// Takes about 600 bytes. No update allocates. At most 2^62 values may be in the sum.
/// One thread may write at a time, none may read meanwhile; reading changes nothing.
/// Source: Radford M. Neal, "Fast Exact Summation Using Small and Large Superaccumulators", 2015.
/// </para>
/// </remarks>
public sealed class ExactSum
{
    private FixedPointSum _finite = FixedPointSum.ForDoubles();
    private long _notANumber;
    private long _positiveInfinities;
    private long _negativeInfinities;

    /// <summary>The sum, rounded once to the nearest double; ±∞ when it lies beyond <see cref="double.MaxValue"/>.</summary>
    public double Value => DivideBy(1);

    /// <summary>True if no NaN and no infinity is in the sum.</summary>
    public bool IsFinite => (_notANumber | _positiveInfinities | _negativeInfinities) == 0;

    internal bool HasNaN => _notANumber != 0;

    internal ref readonly FixedPointSum Finite => ref _finite;

    /// <summary>Adds a value. O(1), allocates nothing.</summary>
    /// <param name="value">Any double.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (double.IsFinite(value))
        {
            _finite.Add(value);
        }
        else
        {
            Count(value, 1);
        }
    }

    /// <summary>Subtracts a value that was added before. O(1), allocates nothing.</summary>
    /// <param name="value">Any double.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(double value)
    {
        if (double.IsFinite(value))
        {
            _finite.Subtract(value);
        }
        else
        {
            Count(value, -1);
        }
    }

    /// <summary>Subtracts one value and adds another. O(1), allocates nothing; faster than two calls.</summary>
    /// <param name="leaving">The value to subtract.</param>
    /// <param name="entering">The value to add.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Replace(double leaving, double entering)
    {
        if (double.IsFinite(leaving) && double.IsFinite(entering))
        {
            _finite.Replace(leaving, entering);
        }
        else
        {
            Subtract(leaving);
            Add(entering);
        }
    }

    /// <summary>Adds every value of a span. O(length), allocates nothing.</summary>
    /// <param name="values">Any doubles.</param>
    public void AddRange(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>Subtracts every value of a span. O(length), allocates nothing.</summary>
    /// <param name="values">Any doubles.</param>
    public void SubtractRange(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Subtract(value);
        }
    }

    /// <summary>Adds another sum, as if its values had been added here. O(1), allocates nothing.</summary>
    /// <param name="other">The sum to add; it does not change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    public void Add(ExactSum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _finite.Add(other._finite);
        _notANumber += other._notANumber;
        _positiveInfinities += other._positiveInfinities;
        _negativeInfinities += other._negativeInfinities;
    }

    /// <summary>Subtracts another sum that was added before. O(1), allocates nothing.</summary>
    /// <param name="other">The sum to subtract; it does not change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    public void Subtract(ExactSum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _finite.Subtract(other._finite);
        _notANumber -= other._notANumber;
        _positiveInfinities -= other._positiveInfinities;
        _negativeInfinities -= other._negativeInfinities;
    }

    /// <summary>
    /// Returns the exact sum divided by a number, rounded once to the nearest double. Correct even if the sum itself lies beyond
    /// <see cref="double.MaxValue"/>. O(1), allocates nothing.
    /// </summary>
    /// <param name="divisor">At least 1.</param>
    /// <returns>The correctly rounded quotient; NaN or ±∞ when such values are in the sum.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="divisor"/> is less than 1.</exception>
    public double DivideBy(long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        return IsFinite ? _finite.DivideBy(divisor) : NonFinite();
    }

    /// <summary>Sets the sum to zero.</summary>
    public void Clear()
    {
        _finite.Clear();
        _notANumber = _positiveInfinities = _negativeInfinities = 0;
    }

    /// <summary>Writes the sum in the package's state format. Equal sums write equal bytes, whatever their history.</summary>
    /// <param name="writer">Receives the bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is <see langword="null"/>.</exception>
    public void Save(IBufferWriter<byte> writer)
    {
        var state = new StateWriter(StateKind.ExactSum);
        Write(ref state);
        state.Finish(writer);
    }

    /// <summary>Restores a sum from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>A sum equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of an <see cref="ExactSum"/>.</exception>
    public static ExactSum Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.ExactSum);
        var sum = Read(ref reader);
        reader.Finish();
        return sum;
    }

    internal void Write(ref StateWriter state)
    {
        state.Write(_notANumber);
        state.Write(_positiveInfinities);
        state.Write(_negativeInfinities);
        _finite.Write(ref state);
    }

    internal static ExactSum Read(ref StateReader state)
    {
        var sum = new ExactSum
        {
            _notANumber = state.ReadInt64(),
            _positiveInfinities = state.ReadInt64(),
            _negativeInfinities = state.ReadInt64(),
        };
        sum._finite.Read(ref state);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(double value, int step)
    {
        if (double.IsNaN(value))
        {
            _notANumber += step;
        }
        else if (value > 0)
        {
            _positiveInfinities += step;
        }
        else
        {
            _negativeInfinities += step;
        }
    }

    private double NonFinite() =>
        _notANumber != 0 || (_positiveInfinities != 0 && _negativeInfinities != 0) ? double.NaN
        : _positiveInfinities != 0 ? double.PositiveInfinity
        : double.NegativeInfinity;
}
