using Analytics.Core.Imports;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// Decides if a question that asks for imported daily aggregates can have them, in the order and with the names of Plausible's reasons.
/// </summary>
internal static class ImportsChoice
{
    /// <summary>The site has no import.</summary>
    public const string NoImportedData = "no_imported_data";

    /// <summary>No day of an import before the site's first event lies in the range.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>The question asks for times of the day.</summary>
    public const string UnsupportedInterval = "unsupported_interval";

    /// <summary>The aggregates do not know what the question asks for.</summary>
    public const string UnsupportedQuery = "unsupported_query";

    /// <summary>The imports that count, by the days that they have before the site's first event.</summary>
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

    /// <summary>The reason against including imports that does not depend on the scan.</summary>
    /// <param name="query">The question.</param>
    /// <param name="usable">The imports that count.</param>
    /// <param name="whole">The range asked for.</param>
    /// <returns>Null if there is none.</returns>
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

    /// <summary>The answer about several sites, of which each has its own imports.</summary>
    public static ImportsMeta OfSeveralSites { get; } =
        new(UnsupportedQuery, "Imported statistics are not included: the question is about several sites; ask one to include them.");

    /// <summary>The refusal of a scan.</summary>
    public static ImportsMeta Refusal(ImportsRefusedException refusal) =>
        new(UnsupportedQuery, $"Imported statistics are not included in the results: {refusal.Message}.");
}
