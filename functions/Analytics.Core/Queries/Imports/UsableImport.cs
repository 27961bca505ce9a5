using Analytics.Core.Imports;

namespace Analytics.Core.Queries.Imports;

/// <summary>An import with the days that count: those before the site's first event.</summary>
/// <param name="Import">The import.</param>
/// <param name="Days">The days.</param>
internal sealed record UsableImport(DailyImport Import, IReadOnlyList<ImportedDays> Days)
{
    /// <summary>Returns the imports that have days in a range.</summary>
    public static IEnumerable<UsableImport> Within(IEnumerable<UsableImport> imports, DateOnly first, DateOnly last) =>
        imports.Where(import => import.Days.Any(days => days.First <= last && days.Last >= first));
}
