using System.Numerics;

namespace Analytics.MovingAverages;

/// <summary>Addition of integers: an exact group, even if a sum overflows, because the subtraction overflows back.</summary>
/// <typeparam name="T">The type of the integers.</typeparam>
public readonly struct IntegerSum<T> : IGroup<T>
    where T : struct, IBinaryInteger<T>
{
    /// <inheritdoc/>
    public static T Identity => T.Zero;

    /// <inheritdoc/>
    public static T Combine(T older, T newer) => unchecked(older + newer);

    /// <inheritdoc/>
    public static T Inverse(T value) => unchecked(T.Zero - value);
}
