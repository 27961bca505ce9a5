using System.Numerics;

namespace Analytics.MovingAverages;

/// <summary>Addition of floating-point numbers: a monoid up to rounding, and not a group.</summary>
/// <typeparam name="T">The type of the numbers.</typeparam>
/// <remarks>
/// A <see cref="SlidingWindow{T, TMonoid}"/> rounds each sum at most once for each element in the window and forgets
/// its history. A <see cref="SimpleMovingAverage"/> does not round at all before the result.
/// </remarks>
public readonly struct FloatingSum<T> : IMonoid<T>
    where T : struct, IFloatingPoint<T>
{
    /// <inheritdoc/>
    public static T Identity => T.Zero;

    /// <inheritdoc/>
    public static T Combine(T older, T newer) => older + newer;
}
