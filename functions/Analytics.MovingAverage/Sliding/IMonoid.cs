namespace Analytics.MovingAverages;

/// <summary>An associative operation with an identity, named by a type so that the compiler can inline it.</summary>
/// <typeparam name="T">The type of the combined values.</typeparam>
/// <remarks>
/// The law: <c>Combine(Combine(a, b), c)</c> equals <c>Combine(a, Combine(b, c))</c>, and combining with
/// <see cref="Identity"/> on either side changes nothing. The operation need not be commutative: a window combines
/// in the order of its elements.
/// </remarks>
public interface IMonoid<T>
{
    /// <summary>The value that changes nothing: the aggregate of an empty window.</summary>
    static abstract T Identity { get; }

    /// <summary>Combines two aggregates.</summary>
    /// <param name="older">The aggregate of the older elements.</param>
    /// <param name="newer">The aggregate of the elements that follow.</param>
    /// <returns>The aggregate of all of them.</returns>
    static abstract T Combine(T older, T newer);
}
