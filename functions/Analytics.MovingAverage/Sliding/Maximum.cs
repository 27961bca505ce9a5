using System.Numerics;

namespace Analytics.MovingAverages;

/// <summary>The largest of some numbers; NaN if one of them is NaN. A monoid without inverses.</summary>
/// <typeparam name="T">The type of the numbers.</typeparam>
public readonly struct Maximum<T> : IMonoid<T>
    where T : struct, INumber<T>
{
    /// <summary>Negative infinity, or the extreme value of a type that has no infinities.</summary>
    public static T Identity { get; } = T.CreateSaturating(double.NegativeInfinity);

    /// <inheritdoc/>
    public static T Combine(T older, T newer) => T.Max(older, newer);
}
