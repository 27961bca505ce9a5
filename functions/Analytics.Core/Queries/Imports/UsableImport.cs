using Analytics.Core.Imports;

namespace Analytics.Core.Queries.Imports;

/// <summary>An import with the days that count: those on which the site has no events of its own.</summary>
/// <param name="Import">The import.</param>
/// <param name="Days">The days.</param>
internal sealed record UsableImport(DailyImport Import, IReadOnlyList<ImportedDays> Days);
