namespace Analytics.MovingAverages;

/// <summary>A monoid in which every value has an exact inverse.</summary>
/// <typeparam name="T">The type of the combined values.</typeparam>
/// <remarks>
/// The law: <c>Combine(Inverse(a), a)</c> is the identity, exactly. Integers under addition are a group. Doubles under addition are not
/// (1e16 + 1 − 1e16 is not 1), nor are minimum and maximum; a window over such a type would drift, so they must not implement this
/// interface.
/// </remarks>
public interface IGroup<T> : IMonoid<T>
{
    /// <summary>Returns the value that undoes another.</summary>
    /// <param name="value">The value whose combination is undone.</param>
    /// <returns>The inverse.</returns>
    static abstract T Inverse(T value);
}
