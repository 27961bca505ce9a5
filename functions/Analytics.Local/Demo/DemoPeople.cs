using System.Globalization;

namespace Analytics.Local.Demo;

/// <summary>
/// The people who visit the demo's shop. Each has a first day on which they are new, and keeps a place and a browser. Immutable, safe for
/// concurrent use.
/// </summary>
/// <param name="visitsOfDay">Returns the visits that the shop has on a day, without those that the news bring.</param>
internal sealed class DemoPeople(Func<DateOnly, int> visitsOfDay)
{
    // People come between two and three times more in the nine weeks after their first visit.
    private const double NewShare = 0.295;
    private const int DaysPerWeek = 7;
    private const int HalfWeek = 3;
    private const double SameOriginShare = 0.6;
    private const double SecondChoiceShare = 0.5;

    // Visits by the weeks since the first one. They make about 31, 24, 19, 17, 16 and 15% of those who first came in a week of the last
    // three months come in the weeks after it.
    private static readonly double[] Weeks = [0.1, 0.47, 0.3, 0.23, 0.22, 0.23, 0.25, 0.16, 0.1, 0.05];

    /// <summary>The number of people who visit the shop for the first time on a day, without those that the news bring.</summary>
    public int NewOn(DateOnly day) => (int)(visitsOfDay(day) * NewShare);

    /// <summary>Returns who makes a visit, and where that person comes from this time.</summary>
    /// <param name="day">The day of the visit.</param>
    /// <param name="number">The number of the visit on its day.</param>
    /// <param name="isNew">True if the person was never there before.</param>
    /// <param name="random">The chances of the day.</param>
    public DemoPerson Visitor(DateOnly day, int number, bool isNew, Random random)
    {
        if (isNew)
        {
            return Person(day, number);
        }

        var found = Returning(day, random);

        // Readers of the newsletter come back more often than others.
        if (!DemoTexts.IsNewsletter(found.Origin) && random.NextDouble() < SecondChoiceShare)
        {
            found = Returning(day, random);
        }

        return random.NextDouble() < SameOriginShare ? found : found with { Origin = AnyOrigin(random) };
    }

    private DemoPerson Returning(DateOnly day, Random random)
    {
        var week = DemoChance.Pick(random, Weeks, static weight => weight);
        var first = day.AddDays(-Math.Max(1, (week * DaysPerWeek) + random.Next(-HalfWeek, HalfWeek + 1)));
        return Person(first, random.Next(Math.Max(1, NewOn(first))));
    }

    private static DemoPerson Person(DateOnly firstDay, int number)
    {
        // Seeds beside each other would begin alike.
        var random = new Random(unchecked((int)((uint)((firstDay.DayNumber << 12) + number) * 2654435761u)));
        return new DemoPerson(
            string.Create(CultureInfo.InvariantCulture, $"demo-s-{firstDay:yyyyMMdd}-{number}"),
            AnyOrigin(random),
            DemoChance.Pick(random, DemoTexts.Places, static one => one.Share),
            DemoChance.Pick(random, DemoTexts.Agents, static one => one.Share)
        );
    }

    private static int AnyOrigin(Random random) => DemoChance.Pick(random, DemoTexts.Origins, static one => one.Share);
}

/// <summary>A person who visits the shop.</summary>
/// <param name="Id">The visitor's id.</param>
/// <param name="Origin">An index of <see cref="DemoTexts.Origins"/>.</param>
/// <param name="Place">An index of <see cref="DemoTexts.Places"/>.</param>
/// <param name="Agent">An index of <see cref="DemoTexts.Agents"/>.</param>
internal readonly record struct DemoPerson(string Id, int Origin, int Place, int Agent);
