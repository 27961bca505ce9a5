using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>The smallest and the largest of some doubles, in one pass.</summary>
/// <param name="Minimum">The smallest, NaN if one is NaN, +∞ for none.</param>
/// <param name="Maximum">The largest, NaN if one is NaN, −∞ for none.</param>
public readonly record struct Extremes(double Minimum, double Maximum) : IMonoid<Extremes>
{
    /// <inheritdoc/>
    public static Extremes Identity
    {
        // Inlined, because the JIT would keep the two calls in each update of a window: one push in half a million took 1.6 µs.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(double.PositiveInfinity, double.NegativeInfinity);
    }

    /// <summary>Returns the extremes of a single value.</summary>
    /// <param name="value">Any double.</param>
    /// <returns>The value, twice.</returns>
    public static Extremes Of(double value) => new(value, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Extremes Combine(Extremes older, Extremes newer) =>
        new(Math.Min(older.Minimum, newer.Minimum), Math.Max(older.Maximum, newer.Maximum));
}
