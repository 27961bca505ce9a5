using System.Globalization;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>The reports of reprocessing jobs. Thread-safe.</summary>
/// <param name="tables">The tables.</param>
public sealed class DifferenceTable(ITableStore tables)
{
    /// <summary>The maximum number of differences on one page.</summary>
    public const int MaxPage = 1000;

    /// <summary>Reads differences in order of day and site.</summary>
    /// <param name="job">The job.</param>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of differences, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<DifferencePage> ReadAsync(string job, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        var differences = new List<DayDifference>();
        var last = string.Empty;

        // A space sorts before every other character, so this is the first key above the cursor.
        var from = after is null ? string.Empty : after + " ";
        await foreach (var row in tables.ReadRangeAsync(TableNames.Control, Key(job), from, null, headsOnly: false, cancellationToken))
        {
            if (differences.Count == limit)
            {
                return new(differences, last);
            }

            differences.Add(StoredForm.ReadControl(row, ReprocessJson.Default.DayDifference));
            last = row.RowKey;
        }

        return new(differences, null);
    }

    /// <summary>Deletes the differences of a site from a job's report.</summary>
    /// <returns>Number of rows deleted.</returns>
    internal async Task<int> DeleteAsync(string job, string site, CancellationToken cancellationToken) =>
        (await DeleteAsync(job, row => row.RowKey.EndsWith("|" + site, StringComparison.Ordinal), cancellationToken)).Deleted;

    /// <summary>Deletes a job's report.</summary>
    internal Task DeleteAsync(string job, CancellationToken cancellationToken) => DeleteAsync(job, selects: null, cancellationToken);

    /// <summary>
    /// Stores a difference. One that keeps the totals does not replace another of the day: if a run was killed when it had replaced some
    /// rows, the other tells what these were.
    /// </summary>
    internal async Task WriteAsync(string job, DayDifference difference, CancellationToken cancellationToken)
    {
        var key = RowKey(difference.Site, difference.Day);
        var body = StoredForm.WriteJson(difference, ReprocessJson.Default.DayDifference);
        await tables.CommitAsync(
            TableNames.Control,
            Key(job),
            [difference.KeepsTotals ? TableOperation.Insert(key, body) : TableOperation.Upsert(key, body)],
            cancellationToken
        );
    }

    private Task<(int Deleted, bool All)> DeleteAsync(string job, Func<TableRow, bool>? selects, CancellationToken cancellationToken) =>
        new RowDeletion(tables, TableNames.Control, Key(job), ChangedRow.Goes).DeleteRangeAsync(
            string.Empty,
            null,
            selects,
            cancellationToken
        );

    private static string Key(string job) => $"report|{job}";

    private static string RowKey(string site, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}|{site}");
}

/// <summary>A page of differences, by day and site.</summary>
/// <param name="Differences">The differences.</param>
/// <param name="After">Start of the next page, for the next call; null after the last page.</param>
public sealed record DifferencePage(IReadOnlyList<DayDifference> Differences, string? After);
