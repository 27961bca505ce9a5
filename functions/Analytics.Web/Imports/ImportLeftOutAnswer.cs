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
            var commands = begun.WithEvents.Take(MaxCommands).Select(days => EraseCommand(days, site));
            parts.Add(
                $"{ImportedDays.Text(begun.WithEvents)} left out: the site has events of its own on these days, and they count there. "
                    + "If that is meant, there is nothing to do. To have the imported totals instead, erase the events and import the "
                    + $"files again: {string.Join("; ", commands)}."
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
    private static string EraseCommand(ImportedDays days, Site site)
    {
        var zone = ZoneTimeline.Of(site);
        var (from, to) = RollupPeriod.HoursAround(zone.StartOf(days.First), zone.StartOf(days.Last.AddDays(1)));
        return $"analytics erase {site.Domain} --from {Time(from)} --to {Time(to)}";
    }

    private static string Time(long second) =>
        DateTimeOffset
            .FromUnixTimeSeconds(second)
            .ToString(second % RollupPeriod.Day == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
