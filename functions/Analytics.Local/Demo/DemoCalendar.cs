namespace Analytics.Local.Demo;

/// <summary>The traffic of each day of the demo: growth, weekdays, the seasons of a shop, and a few unusual days.</summary>
internal static class DemoCalendar
{
    private const double YearlyGrowth = 1.35;
    private const double DaysOfYear = 365.25;
    private static readonly DateOnly Origin = new(2024, 1, 1);

    /// <summary>Returns the expected number of visits of a site on a day, before random variation.</summary>
    /// <param name="day">The day on the site's calendar.</param>
    /// <param name="atOrigin">Visits of an ordinary day on 2024-01-01.</param>
    public static double Visits(DateOnly day, double atOrigin) =>
        atOrigin
        * Math.Pow(YearlyGrowth, (day.DayNumber - Origin.DayNumber) / DaysOfYear)
        * DemoTexts.Weekdays[(int)day.DayOfWeek]
        * Season(day);

    /// <summary>Returns true for the day on which a news site linked to the shop: nine times the visits for six hours.</summary>
    public static bool IsInTheNews(DateOnly day) => day is { Month: 9, Day: 17 };

    /// <summary>Returns true for the hours in which the shop was down.</summary>
    public static bool IsOutage(DateOnly day, int hour) => day is { Month: 10, Day: 20 } && hour is 14 or 15;

    private static double Season(DateOnly day)
    {
        // Black Friday is the day after the fourth Thursday of November.
        var blackFriday = new DateOnly(day.Year, 11, 1);
        blackFriday = blackFriday.AddDays((((int)DayOfWeek.Thursday - (int)blackFriday.DayOfWeek + 7) % 7) + 22);
        return (day.Month, day.Day) switch
        {
            _ when day == blackFriday => 4,
            _ when day > blackFriday && day <= blackFriday.AddDays(3) => 2.2,
            (12, >= 24 and <= 26) => 0.4,
            (1, >= 3 and <= 20) => 1.8,
            (7, _) => 0.75,
            (11 or 12, _) => 1.15,
            _ => 1,
        };
    }
}
