namespace Analytics.Testing;

/// <summary>
/// The number of seeds of random tests. The variable ANALYTICS_TEST_SEEDS multiplies it; above 1, the largest inputs also go through every
/// stage, tests of many sites have up to a thousand, and writers begin at every step of a reader.
/// </summary>
public static class RandomSeeds
{
    private static readonly int Factor = Math.Max(1, TestSetting.Number("ANALYTICS_TEST_SEEDS", 1));

    public static bool IsLong => Factor > 1;

    public static int Count(int normally) => normally * Factor;
}
