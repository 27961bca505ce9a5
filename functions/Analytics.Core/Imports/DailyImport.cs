using Analytics.Core.Definitions;

namespace Analytics.Core.Imports;

/// <summary>
/// An import of daily aggregates: the totals of another tool's days, kept apart from events. Its names are a stored format.
/// </summary>
/// <param name="Id">The id, unique among the site's imports.</param>
/// <param name="State">Its state; only a complete one is read.</param>
/// <param name="ContentHash">A hash of the files, which identifies a repeated import.</param>
/// <param name="CreatedAt">Time at which it began.</param>
/// <param name="Days">Its days, ascending. Rows of other days are not read.</param>
/// <param name="Tables">Its tables.</param>
public sealed record DailyImport(
    string Id,
    DailyImportState State,
    string ContentHash,
    DateTimeOffset CreatedAt,
    IReadOnlyList<ImportedDays> Days,
    IReadOnlyList<ImportedContent> Tables
) : IDefinition<DailyImport>
{
    /// <inheritdoc/>
    public DailyImport WithId(string id) => this with { Id = id };

    /// <summary>Returns the content of a table; null if the import has none.</summary>
    public ImportedContent? Find(string table) => Tables.FirstOrDefault(content => content.Table == table);
}
