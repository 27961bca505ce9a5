using System.Globalization;

namespace Analytics.AzureWorker;

/// <summary>
/// A clock that runs faster than the machine's, and the same in all processes that were given the same origin. Thread-safe.
/// </summary>
/// <param name="origin">The time at which it was right.</param>
/// <param name="speed">Its seconds in a second.</param>
internal sealed class QuickClock(DateTimeOffset origin, int speed) : TimeProvider
{
    public override long TimestampFrequency => System.TimestampFrequency;

    /// <summary>The clock that the variables ANALYTICS_CLOCK_ORIGIN (Unix milliseconds) and ANALYTICS_CLOCK_SPEED describe.</summary>
    public static QuickClock FromEnvironment() =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(Number("ANALYTICS_CLOCK_ORIGIN")), (int)Number("ANALYTICS_CLOCK_SPEED"));

    public override DateTimeOffset GetUtcNow() => origin + ((System.GetUtcNow() - origin) * speed);

    public override long GetTimestamp() => System.GetTimestamp() * speed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Real(dueTime), Real(period));

    private TimeSpan Real(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / speed;

    private static long Number(string variable) =>
        long.Parse(Environment.GetEnvironmentVariable(variable) ?? string.Empty, CultureInfo.InvariantCulture);
}
