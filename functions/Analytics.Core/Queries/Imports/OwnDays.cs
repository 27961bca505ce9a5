using Analytics.Core.Imports;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Imports;

/// <summary>Finds the days on which a site has events of its own: on those, imported daily aggregates do not count.</summary>
/// <remarks>
/// The days are counted as a question by day would be: live events are among them, and what does not grow is counted once and remembered.
/// Only the days that are asked for are read. Of very many events a sample of the visitors is read, because the totals have the number of
/// events exactly then.
/// </remarks>
public static class OwnDays
{
    /// <summary>Ranges of days that are at most this number of days apart are read together.</summary>
    private const int ReadTogether = 31;

    /// <summary>Number of events of days that are read together beyond which a sample of their visitors is read.</summary>
    private const long MostEvents = 2_000_000;

    /// <summary>Returns those of some days on which the site has events, as ascending ranges.</summary>
    /// <param name="scanner">Scans the events.</param>
    /// <param name="site">The site.</param>
    /// <param name="zone">The site's time zone.</param>
    /// <param name="days">The days, in any order; they may overlap.</param>
    /// <param name="cancellationToken">Cancels the scans.</param>
    /// <param name="mostEvents">Number of events beyond which a sample of the visitors is read.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public static async ValueTask<IReadOnlyList<ImportedDays>> FindAsync(
        IRollupScanner scanner,
        string site,
        ZoneTimeline zone,
        IEnumerable<ImportedDays> days,
        CancellationToken cancellationToken,
        long mostEvents = MostEvents
    )
    {
        var found = new List<DateOnly>();
        ImportedDays[] asked = [.. days];
        foreach (var (first, last) in ImportedDays.Join(asked, ReadTogether))
        {
            DateOnly[] all = [.. Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1).Select(DateOnly.FromDayNumber)];

            // A day that the zone skipped begins where the next one does, and has nothing.
            long[] starts = [.. all.Select(zone.StartOf).Distinct()];
            var request = new ScanRequest(
                site,
                starts[0],
                zone.StartOf(last.AddDays(1)),
                starts,
                BucketsSplitVisits: false,
                [],
                null,
                ScanNeeds.Events
            );
            var result = await ScanBudget.AskAsync(
                new() { Events = mostEvents },
                fraction: null,
                budget => scanner.ScanAsync(request with { Budget = budget }, cancellationToken)
            );
            if (!result.Exact.HasFlag(ScanNeeds.Events))
            {
                result = await scanner.ScanAsync(request, cancellationToken);
            }

            found.AddRange(
                result
                    .Groups.Where(group => group[ScanCounter.Events] > 0)
                    .Select(group => zone.DayAt(starts[group.Bucket]))
                    .Where(day => asked.Any(range => range.Contains(day)))
            );
        }

        return ImportedDays.Of(found);
    }
}
