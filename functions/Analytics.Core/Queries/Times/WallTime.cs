using System.Globalization;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>
/// Calendar arithmetic on wall times: the reading of a clock, in seconds as if it were UTC. Independent of any time zone.
/// </summary>
internal static class WallTime
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long DaySeconds = 24 * Hour;
    private const long Week = 7 * DaySeconds;
    private const string MinuteFormat = "yyyy-MM-dd HH:mm:ss";

    public static long Of(DateOnly day) => (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * DaySeconds;

    public static long Of(DateTime wall) => (wall.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;

    public static DateOnly Day(long wall) => DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(wall));

    /// <summary>Returns the start of the unit that contains a wall time.</summary>
    /// <param name="wall">The wall time.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="weekStart">The first day of a week.</param>
    public static long Truncate(long wall, TimeGranularity unit, DayOfWeek weekStart = DayOfWeek.Monday) =>
        unit switch
        {
            TimeGranularity.Month => Of(new DateOnly(Day(wall).Year, Day(wall).Month, 1)),
            TimeGranularity.Week => Floor(wall - FirstWeek(weekStart), Week) + FirstWeek(weekStart),
            _ => Floor(wall, Length(unit)),
        };

    public static long Next(long start, TimeGranularity unit) =>
        unit == TimeGranularity.Month ? Of(Day(start).AddMonths(1)) : start + Length(unit);

    public static long Previous(long start, TimeGranularity unit, DayOfWeek weekStart) => Truncate(start - 1, unit, weekStart);

    public static string Label(long wall, TimeGranularity unit) =>
        DateTime
            .UnixEpoch.AddSeconds(wall)
            .ToString(unit is TimeGranularity.Minute or TimeGranularity.Hour ? MinuteFormat : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Returns the wall time of the <see cref="Label"/> of an hour or a minute, and what a label has behind it.</summary>
    public static (long Wall, string Behind) OfLabel(string label) =>
        (
            Of(DateTime.ParseExact(label.AsSpan(0, MinuteFormat.Length), MinuteFormat, CultureInfo.InvariantCulture)),
            label[MinuteFormat.Length..]
        );

    private static long Length(TimeGranularity unit) =>
        unit switch
        {
            TimeGranularity.Minute => Minute,
            TimeGranularity.Hour => Hour,
            TimeGranularity.Day => DaySeconds,
            TimeGranularity.Week => Week,
            _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Only units of a fixed length have one."),
        };

    /// <summary>Returns the start of a week, counted from 1970-01-01, which was a Thursday.</summary>
    private static long FirstWeek(DayOfWeek weekStart) => (weekStart - DayOfWeek.Thursday) * DaySeconds;

    private static long Floor(long value, long unit) => value - (((value % unit) + unit) % unit);
}
