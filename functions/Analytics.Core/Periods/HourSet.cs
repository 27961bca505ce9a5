using System.Numerics;

namespace Analytics.Core.Periods;

/// <summary>A set of hours of a UTC day, by number.</summary>
/// <param name="Bits">One bit per hour; the lowest is the hour from 00:00 to 01:00.</param>
internal readonly record struct HourSet(uint Bits)
{
    /// <summary>Hours of a day.</summary>
    public const int Hours = 24;

    /// <summary>The empty set.</summary>
    public static HourSet None => default;

    /// <summary>True if the set is empty.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>Number of hours in the set.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>Returns the number of the hour of a second.</summary>
    public static int HourOf(long second) =>
        (int)(((second % RollupPeriod.Day) + RollupPeriod.Day) % RollupPeriod.Day / RollupPeriod.Hour);

    /// <summary>Returns the set with another hour.</summary>
    public HourSet With(int hour) => new(Bits | (1u << hour));

    /// <summary>Returns the set without an hour.</summary>
    public HourSet Without(int hour) => new(Bits & ~(1u << hour));

    /// <summary>Returns true if an hour is in the set.</summary>
    public bool Contains(int hour) => (Bits & (1u << hour)) != 0;
}
