namespace Analytics.Testing;

/// <summary>
/// How long random tests search. The variable ANALYTICS_TEST_SEEDS multiplies their seeds; above 1 also the largest inputs take the
/// longest way.
/// </summary>
public static class RandomSeeds
{
    private static readonly int Factor = Math.Max(1, TestSetting.Number("ANALYTICS_TEST_SEEDS", 1));

    public static bool IsLong => Factor > 1;

    public static int Count(int normally) => normally * Factor;
}
