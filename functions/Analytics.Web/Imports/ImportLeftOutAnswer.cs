using System.Globalization;
using Analytics.Core.Imports;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;

namespace Analytics.Web.Imports;

/// <summary>The days of the files that an import leaves out.</summary>
/// <param name="DaysWithEvents">Days on which the site has events of its own, which count there.</param>
/// <param name="DaysOfOtherImports">Days that another import has.</param>
/// <param name="Message">The same in words, with the remedy.</param>
public sealed record ImportLeftOutAnswer(
    IReadOnlyList<ImportedDaysAnswer> DaysWithEvents,
    IReadOnlyList<ImportedDaysAnswer> DaysOfOtherImports,
    string Message
)
{
    private const int MaxCommands = 10;

    /// <summary>Returns the answer of an import; null if it leaves out nothing.</summary>
    public static ImportLeftOutAnswer? Of(BegunImport begun, Site site)
    {
        List<string> parts = [];
        if (begun.WithEvents.Count > 0)
        {
            var erased = begun.WithEvents.Take(MaxCommands).Select(days => HoursOf(days, site)).ToList();
            var commands = erased.Select(hours => $"analytics erase {site.Domain} --from {Time(hours.From)} --to {Time(hours.To)}");
            parts.Add(
                $"{ImportedDays.Text(begun.WithEvents)} left out: the site has events of its own on these days, and they count there. "
                    + "If that is meant, there is nothing to do. To have the imported totals instead, erase the events and import the "
                    + $"files again: {string.Join("; ", commands)}."
                    + Beyond(erased.Max(static hours => hours.MinutesBeyond))
            );
        }

        if (begun.OfOthers.Count > 0)
        {
            parts.Add($"{ImportedDays.Text(begun.OfOthers)} left out: another import has these days; delete that import to replace it.");
        }

        return parts.Count == 0
            ? null
            : new(ImportedDaysAnswer.Of(begun.WithEvents), ImportedDaysAnswer.Of(begun.OfOthers), string.Join(' ', parts));
    }

    // Erasures are of whole UTC hours.
    private static (long From, long To, long MinutesBeyond) HoursOf(ImportedDays days, Site site)
    {
        var zone = ZoneTimeline.Of(site);
        var (start, end) = (zone.StartOf(days.First), zone.StartOf(days.Last.AddDays(1)));
        var (from, to) = RollupPeriod.HoursAround(start, end);
        return (from, to, Math.Max(start - from, to - end) / 60);
    }

    private static string Beyond(long minutes) =>
        minutes == 0
            ? string.Empty
            : $" Erasures are of whole hours UTC: up to {minutes} minutes of the days before and after are erased, too, for good.";

    private static string Time(long second) =>
        DateTimeOffset
            .FromUnixTimeSeconds(second)
            .ToString(second % RollupPeriod.Day == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
