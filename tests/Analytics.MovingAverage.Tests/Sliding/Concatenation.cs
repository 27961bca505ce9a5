namespace Analytics.MovingAverages.Tests.Sliding;

/// <summary>Strings under concatenation: associative and not commutative, so that any disorder shows.</summary>
public readonly struct Concatenation : IMonoid<string>
{
    public static string Identity => "";

    public static string Combine(string older, string newer) => older + newer;
}
