using Analytics.Core.Imports;

namespace Analytics.Web.Imports;

/// <summary>An import of daily aggregates as the API shows it.</summary>
/// <param name="Id">The id.</param>
/// <param name="State">loading, complete or deleting; only a complete one is in answers.</param>
/// <param name="CreatedAt">Time at which it began.</param>
/// <param name="Days">The days of the import. Days from the site's first event on do not count.</param>
/// <param name="Tables">Its tables.</param>
public sealed record ImportAnswer(
    string Id,
    string State,
    DateTimeOffset CreatedAt,
    IReadOnlyList<ImportedDaysAnswer> Days,
    IReadOnlyList<ImportedTableAnswer> Tables
)
{
    /// <summary>Returns the answer of an import.</summary>
    public static ImportAnswer Of(DailyImport import) =>
        new(
            import.Id,
            import.State switch
            {
                DailyImportState.Complete => "complete",
                DailyImportState.Loading => "loading",
                _ => "deleting",
            },
            import.CreatedAt,
            [.. import.Days.Select(days => new ImportedDaysAnswer(days.First, days.Last))],
            [.. import.Tables.Select(table => new ImportedTableAnswer(table.Table, table.Rows))]
        );
}

/// <summary>Days one after the other.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
public sealed record ImportedDaysAnswer(DateOnly First, DateOnly Last);

/// <summary>A table of an import.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">The number of rows in the files.</param>
public sealed record ImportedTableAnswer(string Name, long Rows);
