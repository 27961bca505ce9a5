namespace Analytics.Core.Imports;

/// <summary>An import that was begun, with the days of its files that it leaves out.</summary>
/// <param name="Import">The import.</param>
/// <param name="WithEvents">Days left out because the site has events of its own on them, ascending.</param>
/// <param name="OfOthers">Days left out because another import has them, ascending.</param>
public sealed record BegunImport(DailyImport Import, IReadOnlyList<ImportedDays> WithEvents, IReadOnlyList<ImportedDays> OfOthers);
