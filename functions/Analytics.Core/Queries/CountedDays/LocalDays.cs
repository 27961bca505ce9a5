using Analytics.Core.Periods;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>The days of a time zone, without those that its clocks skipped, and the UTC days that their counts depend on.</summary>
internal static class LocalDays
{
    /// <summary>Returns true unless clocks skipped the day.</summary>
    public static bool Exists(ZoneTimeline zone, DateOnly day) => zone.StartOf(day) < zone.StartOf(day.AddDays(1));

    /// <summary>Returns the day some days before another. O(count).</summary>
    public static DateOnly Before(ZoneTimeline zone, DateOnly day, int count)
    {
        for (; count > 0; count--)
        {
            do
            {
                day = day.AddDays(-1);
            } while (!Exists(zone, day));
        }

        return day;
    }

    /// <summary>
    /// Returns the number of whole days from a second on before the day that begins at another, but not more than a limit. O(result).
    /// </summary>
    public static int Between(ZoneTimeline zone, long from, long dayStart, int most)
    {
        var days = 0;
        for (var day = zone.DayAt(dayStart); days < most; days++)
        {
            day = Before(zone, day, 1);
            if (zone.StartOf(day) < from)
            {
                break;
            }
        }

        return days;
    }

    /// <summary>Returns the number of the first UTC day that counts from a second on depend on: visits may begin the day before.</summary>
    public static long FirstSourceOf(long from) => RollupPeriod.DayNumber(from) - 1;

    /// <summary>Returns the end of the numbers of UTC days that counts up to a second depend on: visits may end the day after.</summary>
    public static long EndSourceOf(long to) => RollupPeriod.DayNumber(to - 1) + 2;
}
