using System.Text.Json.Serialization;
using Analytics.Core.Imports;

namespace Analytics.Web.Imports;

/// <summary>An import of daily aggregates as the API shows it.</summary>
/// <param name="Id">The id.</param>
/// <param name="State">loading, complete or deleting; only a complete one is in answers.</param>
/// <param name="CreatedAt">Time at which it began.</param>
/// <param name="Days">The days of the import.</param>
/// <param name="DaysWithEvents">Those of its days that do not count now, because the site has events of its own on them.</param>
/// <param name="Tables">Its tables.</param>
public sealed record ImportAnswer(
    string Id,
    string State,
    DateTimeOffset CreatedAt,
    IReadOnlyList<ImportedDaysAnswer> Days,
    IReadOnlyList<ImportedDaysAnswer> DaysWithEvents,
    IReadOnlyList<ImportedTableAnswer> Tables
)
{
    /// <summary>The days of the files that the import has not; null if it has all of them, or was not asked for now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportLeftOutAnswer? LeftOut { get; init; }

    /// <summary>Returns the answer of an import.</summary>
    /// <param name="import">The import.</param>
    /// <param name="own">The days on which the site has events of its own; others than those of the import do not matter.</param>
    public static ImportAnswer Of(DailyImport import, IReadOnlyList<ImportedDays> own) =>
        new(
            import.Id,
            import.State switch
            {
                DailyImportState.Complete => "complete",
                DailyImportState.Loading => "loading",
                _ => "deleting",
            },
            import.CreatedAt,
            ImportedDaysAnswer.Of(import.Days),
            ImportedDaysAnswer.Of(ImportedDays.Join(import.Days.SelectMany(days => ImportedDays.Within(own, days)), 1)),
            [.. import.Tables.Select(table => new ImportedTableAnswer(table.Table, table.Rows))]
        );
}

/// <summary>Days one after the other.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
public sealed record ImportedDaysAnswer(DateOnly First, DateOnly Last)
{
    /// <summary>Returns the answer of ranges of days.</summary>
    public static IReadOnlyList<ImportedDaysAnswer> Of(IEnumerable<ImportedDays> ranges) =>
        [.. ranges.Select(days => new ImportedDaysAnswer(days.First, days.Last))];
}

/// <summary>A table of an import.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">The number of rows in the files.</param>
public sealed record ImportedTableAnswer(string Name, long Rows);
