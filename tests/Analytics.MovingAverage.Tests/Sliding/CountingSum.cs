namespace Analytics.MovingAverages.Tests.Sliding;

/// <summary>Addition that counts how often it is asked.</summary>
public readonly struct CountingSum : IMonoid<long>
{
    [ThreadStatic]
    private static int s_calls;

    public static long Identity => 0;

    public static int TakeCalls()
    {
        var calls = s_calls;
        s_calls = 0;
        return calls;
    }

    public static long Combine(long older, long newer)
    {
        s_calls++;
        return older + newer;
    }
}
