using System.Buffers;
using System.Collections;

namespace Analytics.MovingAverages;

/// <summary>Mean, variance and extremes of the values of the last <see cref="Length"/> of time: exact, then rounded once.</summary>
/// <remarks>
/// <para>
/// The window is (now − length, now]: a value exactly <see cref="Length"/> old has left. "Now" is the latest instant passed to
/// <see cref="Add"/> or <see cref="AdvanceTo"/>; it never goes back, and no clock is read. Late values are accepted while they are in the
/// window, and the results do not depend on the order of arrival, bit for bit.
/// </para>
/// <para>
/// Adding in order is amortized O(1): an update that removes k values takes O(k). A late value takes time proportional to how many are
/// newer. The memory grows to the largest number of values that were in the window together (16 bytes each, up to 48 with the extremes)
/// and is then reused, so that updates no longer allocate.
/// </para>
/// <para>A NaN or an infinity leaves no trace once it has left. One thread may write at a time, and no other may read meanwhile.</para>
/// </remarks>
public sealed class TimeWindowedAverage : IAverage, IReadOnlyList<TimedValue>
{
    private readonly TimedQueue _values = new(16);
    private readonly ExactSpread _spread = new();
    private readonly Staircase _highest = new();
    private readonly Staircase _lowestNegated = new();
    private long _now = long.MinValue;

    /// <summary>Creates an empty window.</summary>
    /// <param name="length">Time for which a value counts, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not positive.</exception>
    public TimeWindowedAverage(TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        Length = length;
    }

    /// <summary>Time for which a value counts.</summary>
    public TimeSpan Length { get; }

    /// <summary>The number of values in the window.</summary>
    public int Count => _values.Count;

    /// <summary>The end of the window in UTC, or <see langword="null"/> before the first instant was seen.</summary>
    public DateTimeOffset? Now => _now == long.MinValue ? null : new DateTimeOffset(_now, TimeSpan.Zero);

    /// <inheritdoc/>
    public double Average => Count == 0 ? double.NaN : _spread.Sum.DivideBy(Count);

    /// <summary>The exact sum of the values, rounded once; 0 for an empty window.</summary>
    public double Sum => _spread.Sum.Value;

    /// <summary>The population variance, Σ(x − mean)² / n: exact, rounded once, never negative.</summary>
    public double Variance => _spread.Variance(Count, Count);

    /// <summary>The sample variance, Σ(x − mean)² / (n − 1): exact, rounded once; NaN below two values.</summary>
    public double SampleVariance => _spread.Variance(Count, Count - 1);

    /// <summary>The square root of <see cref="Variance"/>.</summary>
    public double StandardDeviation => _spread.StandardDeviation(Count, Count);

    /// <summary>The square root of <see cref="SampleVariance"/>.</summary>
    public double SampleStandardDeviation => _spread.StandardDeviation(Count, Count - 1);

    /// <summary>The smallest value; NaN if one is NaN or the window is empty.</summary>
    public double Minimum => Count == 0 || _spread.Sum.HasNaN ? double.NaN : -_lowestNegated.Maximum;

    /// <summary>The largest value; NaN if one is NaN or the window is empty.</summary>
    public double Maximum => Count == 0 || _spread.Sum.HasNaN ? double.NaN : _highest.Maximum;

    /// <summary>Gets the value at a position in the order of time, then of arrival; 0 is the oldest. Its instant is in UTC.
    /// O(1).</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside the values held.</exception>
    public TimedValue this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var (ticks, value) = _values[index];
            return new TimedValue(new DateTimeOffset(ticks, TimeSpan.Zero), value);
        }
    }

    /// <summary>Restores a window from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>A window equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of a <see cref="TimeWindowedAverage"/>.</exception>
    public static TimeWindowedAverage Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.TimeWindowed);
        var length = reader.ReadInt64();
        StateReader.Require(length > 0, $"its length is {length} ticks");
        var window = new TimeWindowedAverage(new TimeSpan(length)) { _now = reader.ReadInt64() };
        StateReader.Require(window._now == long.MinValue || IsInstant(window._now), "its end is not an instant");
        var count = WindowState.ReadCount(ref reader, int.MaxValue, 2 * sizeof(long));
        for (var i = 0; i < count; i++)
        {
            var (ticks, value) = (reader.ReadInt64(), reader.ReadDouble());
            StateReader.Require(IsInstant(ticks) && ticks <= window._now, "a value lies after its end");
            StateReader.Require(window.Insert(ticks, value), "a value lies before its start");
        }

        return window;
    }

    /// <summary>Adds a value. An instant later than all before moves the window.</summary>
    /// <param name="at">The instant of the value.</param>
    /// <param name="value">Any double.</param>
    /// <returns><see langword="false"/> if the value came too late and was ignored.</returns>
    public bool Add(DateTimeOffset at, double value) => Insert(at.UtcTicks, value);

    /// <summary>Moves the end of the window and removes values that became too old. An earlier end does nothing.</summary>
    /// <param name="now">The new end.</param>
    public void AdvanceTo(DateTimeOffset now) => MoveTo(now.UtcTicks);

    /// <summary>Adds the values of another window, and moves to the later end of the two. O(n log n) or less.</summary>
    /// <param name="other">A window of the same length; it does not change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="other"/> has another length, or is this window.</exception>
    public void Merge(TimeWindowedAverage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Length != Length || other == this)
        {
            throw new ArgumentException(
                $"A window of {Length} merges with another window of the same length, not with itself or one of {other.Length}.",
                nameof(other)
            );
        }

        MoveTo(other._now);
        for (var i = 0; i < other.Count; i++)
        {
            var (ticks, value) = other._values[i];
            Insert(ticks, value);
        }
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
        _values.Clear();
        _spread.Clear();
        _highest.Clear();
        _lowestNegated.Clear();
        _now = long.MinValue;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer)
    {
        var state = new StateWriter(StateKind.TimeWindowed, 20 + (Count * 2 * sizeof(long)));
        state.Write(Length.Ticks);
        state.Write(_now);
        state.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            state.Write(_values[i].Ticks);
            state.Write(_values[i].Value);
        }

        state.Finish(writer);
    }

    /// <summary>Enumerates the values in the order of time.</summary>
    /// <returns>An enumerator that throws once the window has changed.</returns>
    public IEnumerator<TimedValue> GetEnumerator()
    {
        var version = _values.Version;
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
            if (version != _values.Version)
            {
                throw new InvalidOperationException("The window changed during its enumeration; copy it with ToArray first.");
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsInstant(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks;

    private bool Insert(long ticks, double value)
    {
        MoveTo(ticks);
        if (ticks <= _now - Length.Ticks)
        {
            return false;
        }

        _values.Insert(_values.PositionAfter(ticks), ticks, value);
        _spread.Add(value);
        if (!double.IsNaN(value))
        {
            _highest.Add(ticks, value);
            _lowestNegated.Add(ticks, -value);
        }

        return true;
    }

    private void MoveTo(long now)
    {
        if (now <= _now)
        {
            return;
        }

        _now = now;
        var expired = now - Length.Ticks;
        var count = 0;
        while (count < Count && _values[count].Ticks <= expired)
        {
            _spread.Subtract(_values[count++].Value);
        }

        if (count > 0)
        {
            _values.RemoveBefore(count, count);
            _highest.RemoveUntil(expired);
            _lowestNegated.RemoveUntil(expired);
        }
    }
}
