namespace Analytics.Benchmarks.MovingAverages;

/// <summary>A fixed stream of response times, so that no benchmark measures the random numbers.</summary>
internal static class Stream
{
    /// <summary>A power of two, so that the position wraps with a mask.</summary>
    public const int Length = 4096;

    /// <summary>Seeded values between 0 and 1000 with all 53 bits in use.</summary>
    public static double[] Create()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Length).Select(_ => random.NextDouble() * 1000)];
    }
}
