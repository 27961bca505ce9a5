using Analytics.Core.Imports;
using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// Decides whether an answer includes imported daily aggregates, with the names and in the order of Plausible's skip reasons. The range of
/// a question and its comparison range decide each for themselves, together with the time buckets before them that averages take.
/// Thread-safe.
/// </summary>
internal sealed class ImportsChoice
{
    /// <summary>The site has no import.</summary>
    public const string NoImportedData = "no_imported_data";

    /// <summary>No day of an import on which the site has no events lies in the range.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>The question asks for intervals shorter than a day.</summary>
    public const string UnsupportedInterval = "unsupported_interval";

    /// <summary>The aggregates cannot answer the question.</summary>
    public const string UnsupportedQuery = "unsupported_query";

    private const int MaxNamed = 20;

    private readonly ImportsMeta? _refusal;
    private readonly SiteImports _imports;
    private readonly ZoneTimeline _zone;
    private readonly Func<long?, IRollupScanner> _scannerFrom;

    private ImportsChoice(ImportsMeta? refusal, SiteImports imports, ZoneTimeline zone, Func<long?, IRollupScanner> scannerFrom)
    {
        (_refusal, _imports, _zone, _scannerFrom) = (refusal, imports, zone, scannerFrom);
        Scanner = scannerFrom(null);
    }

    /// <summary>Scans events and imports.</summary>
    public IRollupScanner Scanner { get; }

    /// <summary>Reads which imports of a site count: the complete ones on the days on which the site has no events.</summary>
    /// <param name="events">Scans the events.</param>
    /// <param name="imports">The aggregates; null if no site has any.</param>
    /// <param name="site">The site.</param>
    /// <param name="query">The question.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="now">The current second, Unix time.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask<ImportsChoice> ReadAsync(
        IRollupScanner events,
        DailyImports? imports,
        Site site,
        Query query,
        ZoneTimeline zone,
        long now,
        CancellationToken cancellationToken
    )
    {
        var all = imports is null ? [] : await imports.ListAsync(site.Id, cancellationToken);
        DailyImport[] complete = [.. all.Where(import => import.State == DailyImportState.Complete && import.Days.Count > 0)];
        var asksEvents = query.Metrics.Any(metric => metric.Metric.Counters.Contains(ScanCounter.Events));
        var ofSite = new SiteImports(events, site.Id, zone, now, complete);
        return new(
            ofSite.IsEmpty ? new(NoImportedData) : null,
            ofSite,
            zone,
            from => ofSite.IsEmpty ? events : new ImportedScanner(events, imports!, ofSite, zone, from, asksEvents)
        );
    }

    /// <summary>Returns the choice for several sites, each of which has its own imports.</summary>
    /// <param name="events">Scans the events.</param>
    /// <param name="zone">The zone of the question.</param>
    public static ImportsChoice OfSeveralSites(IRollupScanner events, ZoneTimeline zone) =>
        new(
            new(UnsupportedQuery, "Imported statistics are not included: the question is about several sites; ask one to include them."),
            SiteImports.None(events, zone),
            zone,
            _ => events
        );

    /// <summary>Returns the reason for a scan that the aggregates refused.</summary>
    public static ImportsMeta Refusal(ImportsRefusedException refusal) =>
        new(UnsupportedQuery, $"Imported statistics are not included in the results: {refusal.Message}.");

    /// <summary>Returns the use of imports in an answer whose averages do without those before the range.</summary>
    /// <param name="refusal">The reason.</param>
    public static ImportsMeta WithoutBucketsBefore(ImportsMeta refusal) =>
        new(null, $"{refusal.Warning} This concerns the time buckets before the range, in averages; the range itself has them.");

    /// <summary>Returns the same choice for a question that was refused, so that nothing is read twice.</summary>
    /// <param name="refusal">The reason.</param>
    public ImportsChoice Refused(ImportsMeta refusal) => new(refusal, SiteImports.None(Scanner, _zone), _zone, _ => Scanner);

    /// <summary>Returns the first second of the first imported day or the first event, whichever is earlier.</summary>
    public long? FirstDayOr(long? firstEvent) => _imports.FirstSecond is not { } first || firstEvent < first ? firstEvent : first;

    /// <summary>Returns the reason, other than the scan's, why imports are not included in a range.</summary>
    /// <param name="unit">The length of time buckets; null without a time dimension.</param>
    /// <param name="isOfDays">True if the range consists of whole days, before its future or its rest was cut off.</param>
    /// <returns>Null if there is no such reason.</returns>
    public ImportsMeta? Refusal(TimeGranularity? unit, bool isOfDays) =>
        _refusal is not null ? _refusal
        : !isOfDays || unit is TimeGranularity.Minute or TimeGranularity.Hour
            ? new(
                UnsupportedInterval,
                "Imported statistics are not included: they are totals of whole days, and the question asks for times of the day."
            )
        : null;

    /// <summary>Returns the use of imports in rows that were read with <see cref="Scanner"/>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="isLonger">True if the range was made longer, see <see cref="WithWholeLastDayAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<ImportsMeta> IncludedAsync(RangeRows rows, bool isLonger, CancellationToken cancellationToken)
    {
        if ((await _imports.WithinAsync(rows.ReadFrom, rows.Range.To, cancellationToken)).Count == 0)
        {
            return new(OutOfRange);
        }

        List<string> warnings = [];
        if (isLonger)
        {
            warnings.Add(
                $"The comparison ends with the whole day {_zone.DayAt(rows.Range.To - 1):yyyy-MM-dd}, not at the time of day now: "
                    + "imported statistics are totals of whole days."
            );
        }

        if (rows.GoalsWithoutImports is { Count: > 0 } goals)
        {
            var names = string.Join(", ", goals.Take(MaxNamed).Select(goal => $"'{goal}'"));
            var more = goals.Count > MaxNamed ? $" and {goals.Count - MaxNamed} others" : string.Empty;
            warnings.Add(
                $"Imported statistics do not tell what reached the goals {names}{more}: these have events alone, and no conversion rates."
            );
        }

        return new(null, warnings.Count == 0 ? null : string.Join(' ', warnings));
    }

    /// <summary>Returns a scanner whose imports begin with a range; null if no import has days in the range.</summary>
    public async ValueTask<IRollupScanner?> ScannerFromAsync(TimeRange range, CancellationToken cancellationToken) =>
        (await _imports.WithinAsync(range.From, range.To, cancellationToken)).Count == 0 ? null : _scannerFrom(range.From);

    /// <summary>
    /// Returns a comparison range that ends at the elapsed time with all of its last day if that day is imported, because a total of a day
    /// cannot be divided.
    /// </summary>
    /// <param name="range">The range.</param>
    /// <param name="whole">The same range before its rest was cut off.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<TimeRange> WithWholeLastDayAsync(TimeRange range, TimeRange whole, CancellationToken cancellationToken)
    {
        if (whole.Days is null || range.To == whole.To)
        {
            return range;
        }

        var end = _zone.StartOf(_zone.DayAt(range.To - 1).AddDays(1));
        return end != range.To && (await _imports.WithinAsync(range.To - 1, range.To, cancellationToken)).Count > 0
            ? new(range.From, end, null)
            : range;
    }
}
