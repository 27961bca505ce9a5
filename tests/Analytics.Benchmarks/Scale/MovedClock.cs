namespace Analytics.Benchmarks.Scale;

/// <summary>A clock that stands still until it is set, so that an hour of traffic passes as fast as the machine works.</summary>
internal sealed class MovedClock : TimeProvider
{
    /// <summary>The time; at first the first second of <see cref="ShopTraffic"/>.</summary>
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(ShopTraffic.Start);

    public override DateTimeOffset GetUtcNow() => Now;
}
