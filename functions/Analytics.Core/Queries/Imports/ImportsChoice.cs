using Analytics.Core.Imports;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// Decides whether an answer includes imported daily aggregates, with the names and in the order of Plausible's skip reasons.
/// </summary>
internal static class ImportsChoice
{
    /// <summary>The site has no import.</summary>
    public const string NoImportedData = "no_imported_data";

    /// <summary>No day of an import before the site's first event lies in the range.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>The question asks for intervals shorter than a day.</summary>
    public const string UnsupportedInterval = "unsupported_interval";

    /// <summary>The aggregates cannot answer the question.</summary>
    public const string UnsupportedQuery = "unsupported_query";

    /// <summary>Lists the complete imports with their days before the site's first event.</summary>
    /// <param name="imports">The aggregates.</param>
    /// <param name="site">The site.</param>
    /// <param name="firstEvent">The second of the site's first event; null without any.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask<IReadOnlyList<UsableImport>> UsableAsync(
        DailyImports imports,
        Site site,
        long? firstEvent,
        ZoneTimeline zone,
        CancellationToken cancellationToken
    )
    {
        IEnumerable<ImportedDays> native = firstEvent is { } second ? [new(zone.DayAt(second), DateOnly.MaxValue)] : [];
        return
        [
            .. (await imports.ListAsync(site.Id, cancellationToken))
                .Where(import => import.State == DailyImportState.Complete)
                .Select(import => new UsableImport(import, ImportedDays.Without(import.Days, native)))
                .Where(import => import.Days.Count > 0),
        ];
    }

    /// <summary>Returns the reason, other than the scan's, why imports are not included.</summary>
    /// <param name="query">The question.</param>
    /// <param name="usable">The imports that count.</param>
    /// <param name="whole">The range of the question.</param>
    /// <returns>Null if there is no such reason.</returns>
    public static ImportsMeta? Refusal(Query query, IReadOnlyList<UsableImport> usable, TimeRange whole)
    {
        if (usable.Count == 0)
        {
            return new(NoImportedData);
        }

        if (
            whole.Days is not { } days
            || query.Dimensions.Any(dimension => dimension.Time is TimeGranularity.Minute or TimeGranularity.Hour)
            || (days.First == days.Last && query.Dimensions.Any(dimension => dimension.Time == TimeGranularity.Auto))
        )
        {
            return new(
                UnsupportedInterval,
                "Imported statistics are not included: they are totals of whole days, and the question asks for times of the day."
            );
        }

        return usable.Any(import => import.Days.Any(own => own.First <= days.Last && own.Last >= days.First)) ? null : new(OutOfRange);
    }

    /// <summary>The answer for several sites, each of which has its own imports.</summary>
    public static ImportsMeta OfSeveralSites { get; } =
        new(UnsupportedQuery, "Imported statistics are not included: the question is about several sites; ask one to include them.");

    /// <summary>Returns the answer for a scan that the aggregates refused.</summary>
    public static ImportsMeta Refusal(ImportsRefusedException refusal) =>
        new(UnsupportedQuery, $"Imported statistics are not included in the results: {refusal.Message}.");
}
