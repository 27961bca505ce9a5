using System.Buffers;

namespace Analytics.MovingAverages;

/// <summary>An average in which the weight of an element halves with every half-life since it was added.</summary>
/// <remarks>
/// <para>
/// The average is Σ wᵢ·xᵢ / Σ wᵢ with wᵢ = exp(−Δtᵢ/τ) and Δtᵢ the time from element i to the newest. The sum of the weights is stored
/// beside the average, so that the first elements are not over-weighted: there is no start-up bias. (pandas calls this
/// <c>adjust=True</c>.)
/// Rounding errors decay with the elements that they came from.
/// </para>
/// <para>
/// Time is measured in steps. <see cref="Add(double)"/> lets one step pass; <see cref="Add(double, TimeSpan)"/> lets
/// <c>elapsed / Step</c> steps pass, where <see cref="Step"/> is one second unless chosen otherwise.
/// </para>
/// <para>
/// NaN and infinities are rejected, because they would never leave the average. An update is O(1) and allocates nothing; the object takes
/// less than 100 bytes.
/// </para>
/// </remarks>
public sealed class ExponentialMovingAverage : IAverage
{
    private readonly double _decay;
    private double _average;

    private ExponentialMovingAverage(double halfLife, double decay, TimeSpan step)
    {
        HalfLife = halfLife;
        _decay = decay;
        Step = step;
    }

    /// <summary>The number of steps after which an element has half its weight.</summary>
    public double HalfLife { get; }

    /// <summary>α: the weight that a newest element takes from all former ones in the long run, between 0 and 1.</summary>
    public double Alpha => 1 - _decay;

    /// <summary>Time that one step stands for in <see cref="Add(double, TimeSpan)"/>.</summary>
    public TimeSpan Step { get; }

    /// <summary>The sum of the weights, the newest element weighing 1: 0 when empty, at most 1/α for regular steps.</summary>
    public double Weight { get; private set; }

    /// <inheritdoc/>
    public double Average => Weight == 0 ? double.NaN : _average;

    /// <summary>Creates an empty average with a half-life in steps of one second.</summary>
    /// <param name="halfLife">The half-life in steps: positive and finite.</param>
    /// <returns>An empty average.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="halfLife"/> is not positive and finite.</exception>
    public static ExponentialMovingAverage FromHalfLife(double halfLife) => FromHalfLife(halfLife, TimeSpan.FromSeconds(1));

    /// <summary>Creates an empty average with a half-life in time; one step is one second.</summary>
    /// <param name="halfLife">The half-life, positive.</param>
    /// <returns>An empty average.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="halfLife"/> is not positive.</exception>
    public static ExponentialMovingAverage FromHalfLife(TimeSpan halfLife) => FromHalfLife(halfLife.TotalSeconds);

    /// <summary>Creates an empty average with a half-life in steps of a given length.</summary>
    /// <param name="halfLife">The half-life in steps: positive and finite.</param>
    /// <param name="step">The time between two regular elements, positive.</param>
    /// <returns>An empty average.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="halfLife"/> is not positive and finite, or <paramref name="step"/> is not positive.
    /// </exception>
    public static ExponentialMovingAverage FromHalfLife(double halfLife, TimeSpan step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        if (!(halfLife > 0 && double.IsFinite(halfLife)))
        {
            throw new ArgumentOutOfRangeException(nameof(halfLife), halfLife, "A half-life is positive and finite.");
        }

        return new ExponentialMovingAverage(halfLife, DecayAfter(1, halfLife), step);
    }

    /// <summary>Creates an empty average from α, the weight of the newest element; one step is one second.</summary>
    /// <param name="alpha">Between 0 and 1, both excluded. The rule of thumb for "the last N" is 2 / (N + 1).</param>
    /// <returns>An empty average.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not between 0 and 1.</exception>
    public static ExponentialMovingAverage FromAlpha(double alpha)
    {
        var decay = 1 - alpha;
        if (!(alpha > 0 && alpha < 1 && decay < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α lies between 0 and 1, both excluded.");
        }

        return new ExponentialMovingAverage(-Math.Log(2) / Math.Log(decay), decay, TimeSpan.FromSeconds(1));
    }

    /// <summary>Restores an average from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>An average equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of an <see cref="ExponentialMovingAverage"/>.</exception>
    public static ExponentialMovingAverage Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.Exponential);
        var halfLife = reader.ReadDouble();
        var decay = reader.ReadDouble();
        var step = reader.ReadInt64();
        var weight = reader.ReadDouble();
        var average = reader.ReadDouble();
        reader.Finish();
        StateReader.Require(halfLife > 0 && double.IsFinite(halfLife), $"its half-life is {halfLife}");
        StateReader.Require(decay is >= 0 and < 1, $"its decay is {decay}");
        StateReader.Require(step > 0, $"its step is {step} ticks");
        StateReader.Require(weight >= 0 && double.IsFinite(weight) && double.IsFinite(average), "its average is not finite");
        return new ExponentialMovingAverage(halfLife, decay, new TimeSpan(step)) { Weight = weight, _average = average };
    }

    /// <summary>Adds an element one step after the one before. O(1), allocates nothing.</summary>
    /// <param name="value">A finite double.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN or infinite.</exception>
    public void Add(double value)
    {
        RequireFinite(value);
        Weight *= _decay;
        Blend(value, 1);
    }

    /// <summary>Adds an element some time after the newest, or before it. O(1), allocates nothing.</summary>
    /// <param name="value">A finite double.</param>
    /// <param name="elapsed">
    /// The time since the newest element; ignored for the first. When negative, the element is late by that much: it
    /// gets the weight that it would have by now, had it come in time, and the newest element stays the newest.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN or infinite.</exception>
    public void Add(double value, TimeSpan elapsed)
    {
        RequireFinite(value);
        var decay = DecayAfter(Math.Abs(elapsed / Step), HalfLife);
        if (elapsed >= TimeSpan.Zero || Weight == 0)
        {
            Weight *= decay;
            Blend(value, 1);
        }
        else
        {
            Blend(value, decay);
        }
    }

    /// <summary>Adds regular elements in order, as if one by one. Allocates nothing.</summary>
    /// <param name="values">Finite doubles, the newest last.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is NaN or infinite; those before it have been added.</exception>
    public void AddRange(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>Adds the elements of another average, as if the newest elements of both had been added at the same instant.</summary>
    /// <param name="other">An average with the same half-life and step; it does not change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="other"/> has another half-life or step.</exception>
    /// <remarks>
    /// If <paramref name="other"/> is older, weigh the two by <see cref="Decay"/> first. The result is the same up to
    /// rounding whichever of the two is merged into the other.
    /// </remarks>
    public void Merge(ExponentialMovingAverage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.HalfLife != HalfLife || other.Step != Step)
        {
            throw new ArgumentException(
                $"Half-life {other.HalfLife} × {other.Step} differs from {HalfLife} × {Step}; merge averages that forget alike.",
                nameof(other)
            );
        }

        if (other.Weight > 0)
        {
            Blend(other._average, other.Weight);
        }
    }

    /// <summary>Advances the time without an element: the weights fall, the average stays.</summary>
    /// <param name="elapsed">Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="elapsed"/> is negative.</exception>
    public void Decay(TimeSpan elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, TimeSpan.Zero);

        // An average that is not empty stays so, however small its weight.
        Weight = Weight == 0 ? 0 : Math.Max(Weight * DecayAfter(elapsed / Step, HalfLife), double.Epsilon);
    }

    /// <inheritdoc/>
    public bool TryGetAverage(out double average)
    {
        average = Average;
        return Weight > 0;
    }

    /// <inheritdoc/>
    public void Clear() => Weight = _average = 0;

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer)
    {
        var state = new StateWriter(StateKind.Exponential);
        state.Write(HalfLife);
        state.Write(_decay);
        state.Write(Step.Ticks);
        state.Write(Weight);
        state.Write(_average);
        state.Finish(writer);
    }

    // 2^(−steps / halfLife) = exp(−Δt / τ) with τ = halfLife / ln 2.
    private static double DecayAfter(double steps, double halfLife) => Math.Exp(-Math.Log(2) * (steps / halfLife));

    private static void RequireFinite(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(
                nameof(value),
                value,
                "An exponential average never forgets a NaN or an infinity; leave it out, or use a SimpleMovingAverage."
            );
        }
    }

    private void Blend(double value, double weight)
    {
        Weight += weight;
        var share = weight / Weight;
        var difference = value - _average;

        // Two finite values may lie further apart than double.MaxValue.
        _average = double.IsFinite(difference) ? _average + share * difference : (1 - share) * _average + share * value;
    }
}
