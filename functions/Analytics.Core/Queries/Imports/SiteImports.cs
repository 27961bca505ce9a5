using System.Collections.Concurrent;
using Analytics.Core.Imports;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// The complete imports of a site, as one question reads them: a day counts where the site has no events of its own on it. Thread-safe.
/// </summary>
/// <param name="events">Scans the events.</param>
/// <param name="site">The site.</param>
/// <param name="zone">The site's time zone; the days of the aggregates are taken as days of this zone.</param>
/// <param name="imports">The complete imports.</param>
internal sealed class SiteImports(IRollupScanner events, string site, ZoneTimeline zone, IReadOnlyList<DailyImport> imports)
{
    // All parts of a question see the same days.
    private readonly ConcurrentDictionary<(DateOnly First, DateOnly Last), IReadOnlyList<UsableImport>> _known = new();

    /// <summary>No imports.</summary>
    public static SiteImports None(IRollupScanner events, ZoneTimeline zone) => new(events, string.Empty, zone, []);

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => imports.Count == 0;

    /// <summary>
    /// The first second of the first imported day, Unix time; null without imports. If the site has events on that day, none of them is on
    /// an earlier one.
    /// </summary>
    public long? FirstSecond => IsEmpty ? null : zone.StartOf(imports.Min(import => import.Days.Min(days => days.First)));

    /// <summary>Returns the imports that count on some days of a range of seconds, with these days.</summary>
    /// <param name="from">The first second, Unix time.</param>
    /// <param name="to">The end, exclusive.</param>
    /// <param name="cancellationToken">Cancels the reading of the events' days.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<IReadOnlyList<UsableImport>> WithinAsync(long from, long to, CancellationToken cancellationToken)
    {
        if (from >= to)
        {
            return [];
        }

        var range = (First: zone.DayAt(from), Last: zone.DayAt(to - 1));
        foreach (var (read, known) in _known)
        {
            if (read.First <= range.First && range.Last <= read.Last)
            {
                return Within(known, range.First, range.Last);
            }
        }

        var touched = Within(imports.Select(import => new UsableImport(import, import.Days)), range.First, range.Last);
        var own = await OwnDays.FindAsync(events, site, zone, touched.SelectMany(import => import.Days), cancellationToken);
        return _known.GetOrAdd(
            range,
            [
                .. touched
                    .Select(import => import with { Days = ImportedDays.Without(import.Days, own) })
                    .Where(import => import.Days.Count > 0),
            ]
        );
    }

    private static UsableImport[] Within(IEnumerable<UsableImport> imports, DateOnly first, DateOnly last) =>
        [
            .. imports
                .Select(import => import with { Days = ImportedDays.Within(import.Days, new(first, last)) })
                .Where(import => import.Days.Count > 0),
        ];
}
