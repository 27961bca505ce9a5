using System.Numerics;

namespace Analytics.Core.Periods;

/// <summary>Some of the 24 hours of a UTC day, by number.</summary>
/// <param name="Bits">A bit an hour; the lowest is the hour from 00:00 to 01:00.</param>
internal readonly record struct HourSet(uint Bits)
{
    /// <summary>Hours of a day.</summary>
    public const int Hours = 24;

    /// <summary>No hour.</summary>
    public static HourSet None => default;

    /// <summary>True if there is no hour in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>Number of hours in the set.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The number of the hour that a second of a day is in.</summary>
    public static int HourOf(long second) =>
        (int)(((second % RollupPeriod.Day) + RollupPeriod.Day) % RollupPeriod.Day / RollupPeriod.Hour);

    /// <summary>The set with another hour.</summary>
    public HourSet With(int hour) => new(Bits | (1u << hour));

    /// <summary>The set without an hour.</summary>
    public HourSet Without(int hour) => new(Bits & ~(1u << hour));

    /// <summary>True if an hour is in it.</summary>
    public bool Contains(int hour) => (Bits & (1u << hour)) != 0;
}
