using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>
/// Decides when live rows of an hour that still runs are rolled up: as soon as as many bytes wait as the hour had rolled up before,
/// within two bounds. A roll-up rewrites what is rolled up of the hour, so for an hour of n bytes equal steps of s bytes write n² / 2s
/// bytes; steps that double write O(n) up to the upper bound. Not thread-safe.
/// </summary>
/// <param name="leastBytes">The lower bound: fewer bytes never cause a roll-up.</param>
/// <param name="mostBytes">The upper bound: so many always do, because questions read live rows one by one.</param>
public sealed class RollupPace(long leastBytes, long mostBytes)
{
    private long _hour;
    private long _rolledUp;
    private long _waiting;

    /// <summary>True if the bytes that wait should be rolled up.</summary>
    public bool IsDue => _waiting >= Math.Clamp(_rolledUp, leastBytes, mostBytes);

    /// <summary>Counts bytes of live rows.</summary>
    /// <param name="bytes">The bytes, as they are stored.</param>
    /// <param name="at">When they were written; another hour starts with the lower bound.</param>
    public void Add(long bytes, DateTimeOffset at)
    {
        var hour = at.ToUnixTimeSeconds() / RollupPeriod.Hour;
        if (hour != _hour)
        {
            (_hour, _rolledUp) = (hour, 0);
        }

        _waiting += bytes;
    }

    /// <summary>Takes the bytes that wait for rolled up.</summary>
    public void Reset() => (_rolledUp, _waiting) = (_rolledUp + _waiting, 0);
}
