using System.Collections.Concurrent;
using Analytics.Core.Dimensions;
using Analytics.Core.Imports;
using Analytics.Core.Periods;
using Analytics.Core.Places;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// The complete imports of a site, as one question reads them: a day counts where the site has no events of its own on it. Thread-safe.
/// </summary>
/// <param name="events">Scans the events.</param>
/// <param name="site">The site.</param>
/// <param name="zone">The site's time zone; the days of the aggregates are taken as days of this zone.</param>
/// <param name="now">The current second, Unix time.</param>
/// <param name="imports">The complete imports.</param>
internal sealed class SiteImports(IRollupScanner events, string site, ZoneTimeline zone, long now, IReadOnlyList<DailyImport> imports)
{
    /// <summary>The UTC days up to now whose visits name places.</summary>
    private const int NamingDays = 31;

    /// <summary>Events of these days beyond which a sample of the visitors names places.</summary>
    private const long NamingEvents = 2_000_000;

    // All parts of a question see the same days.
    private readonly ConcurrentDictionary<(DateOnly First, DateOnly Last), IReadOnlyList<UsableImport>> _known = new();

    private readonly ConcurrentDictionary<ScanDimension, IReadOnlyDictionary<string, string>> _names = new();

    /// <summary>No imports.</summary>
    public static SiteImports None(IRollupScanner events, ZoneTimeline zone) => new(events, string.Empty, zone, 0, []);

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

    /// <summary>
    /// Returns the names of places by code, for those of some dimensions that are names. The tables have codes alone; the names are those
    /// that visits of the last days have.
    /// </summary>
    /// <param name="dimensions">The dimensions of a scan.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<IReadOnlyDictionary<ScanDimension, IReadOnlyDictionary<string, string>>> PlaceNamesAsync(
        IEnumerable<ScanDimension> dimensions,
        CancellationToken cancellationToken
    )
    {
        var names = new Dictionary<ScanDimension, IReadOnlyDictionary<string, string>>();
        foreach (var dimension in dimensions.Where(dimension => dimension.Kind == ScanDimensionKind.PlaceName))
        {
            names[dimension] = _names.TryGetValue(dimension, out var known)
                ? known
                : _names.GetOrAdd(dimension, await ReadNamesAsync((VisitDimension)dimension.Code, cancellationToken));
        }

        return names;
    }

    private async ValueTask<IReadOnlyDictionary<string, string>> ReadNamesAsync(VisitDimension place, CancellationToken cancellationToken)
    {
        var to = RollupPeriod.Of(RollupTier.Day, now).End;
        var from = Math.Max(0, to - (NamingDays * RollupPeriod.Day));
        var result = await ScanBudget.AskAsync(
            new() { Events = NamingEvents },
            fraction: null,
            budget =>
                events.ScanAsync(
                    new(site, from, to, [from], BucketsSplitVisits: false, [ScanDimension.Of(place)], null, ScanNeeds.Visits)
                    {
                        Budget = budget,
                    },
                    cancellationToken
                )
        );
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var stored in result.Groups.OrderByDescending(group => group[ScanCounter.Visits]).Select(group => group.Values[0]))
        {
            var code = PlaceText.CodeOf(stored);
            if (code.Length < stored?.Length)
            {
                names.TryAdd(code.ToString(), PlaceText.NameOf(stored).ToString());
            }
        }

        return names;
    }

    private static UsableImport[] Within(IEnumerable<UsableImport> imports, DateOnly first, DateOnly last) =>
        [
            .. imports
                .Select(import => import with { Days = ImportedDays.Within(import.Days, new(first, last)) })
                .Where(import => import.Days.Count > 0),
        ];
}
