using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.Core.Caching;
using Analytics.Core.Definitions;
using Analytics.Core.Tables;

namespace Analytics.Core.Imports;

/// <summary>
/// Reads the rows of imports, and caches them by month and table. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A cached month has the rows of one table on the import's days. Rows of an import change only with its days, and those
/// are in its definition, which every process reads again after <see cref="DefinitionTable{T}.Freshness"/>: a month that was read for
/// other days is read again. When the cache is full, the least recently used months are dropped.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="maxBytes">The capacity of the cache, in bytes. A month that takes more than half of it is not cached.</param>
internal sealed class ImportedRows(ITableStore tables, long maxBytes)
{
    private readonly WeightedCache<Month> _months = new(maxBytes);

    /// <summary>Reads the rows of a table on those of some days that belong to the import.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    /// <exception cref="TableCorruptException">A stored row is damaged.</exception>
    public async IAsyncEnumerable<ImportedRow> ReadAsync(
        string site,
        DailyImport import,
        ImportedTable table,
        ImportedDays days,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var month = FirstOf(days.First);
        while (month <= days.Last)
        {
            if (Find(site, import, table, month) is { } cachedMonth)
            {
                foreach (var row in cachedMonth.Rows.Where(row => days.Contains(row.Day)))
                {
                    yield return row;
                }

                month = month.AddMonths(1);
                continue;
            }

            // One range for all months up to the next cached one.
            var last = month;
            while (last.AddMonths(1) <= days.Last && Find(site, import, table, last.AddMonths(1)) is null)
            {
                last = last.AddMonths(1);
            }

            var open = new Month(import.Days);
            await foreach (var (stored, all) in StoredAsync(site, import, table, new(month, last), cancellationToken))
            {
                var rows = all.FindAll(row => import.Days.Any(own => own.Contains(row.Day)));
                for (; month < MonthOf(stored); month = month.AddMonths(1))
                {
                    Store(site, import, table, month, open);
                    open = new(import.Days);
                }

                open.Add(rows, maxBytes / 2);
                foreach (var row in rows.Where(row => days.Contains(row.Day)))
                {
                    yield return row;
                }
            }

            for (; month <= last; month = month.AddMonths(1))
            {
                Store(site, import, table, month, open);
                open = new(import.Days);
            }
        }
    }

    /// <summary>Returns the stored rows of a table in the months of some days, chunk by chunk.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    /// <exception cref="TableCorruptException">A stored row is damaged.</exception>
    public async IAsyncEnumerable<(TableRow Stored, List<ImportedRow> Rows)> StoredAsync(
        string site,
        DailyImport import,
        ImportedTable table,
        ImportedDays days,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var from = ImportedRowWriter.PrefixOf(import.Id, table.Name, ImportedRowWriter.MonthOf(days.First));
        var to = ImportedRowWriter.PrefixOf(import.Id, table.Name, ImportedRowWriter.MonthOf(days.Last)) + "}";
        await foreach (var row in tables.ReadRangeAsync(TableNames.Sites, site, from, to, headsOnly: false, cancellationToken))
        {
            yield return (
                row,
                StoredForm.Read(
                    () => ImportedChunk.Decode(row.Body.Span, MonthOf(row), table),
                    $"The daily aggregates '{row.RowKey}' of site '{site}' (table {TableNames.Sites})",
                    "Delete the import and import its files again."
                )
            );
        }
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    private static DateOnly MonthOf(TableRow row) => DateOnly.ParseExact(row.RowKey.Split('|')[3], "yyyyMM", CultureInfo.InvariantCulture);

    // Ids start at 1 again when a site is registered again, so the time of the import is part of the key.
    private static string KeyOf(string site, DailyImport import, ImportedTable table, DateOnly month) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{site}|{import.Id}|{import.CreatedAt.UtcTicks}|{table.Name}|{ImportedRowWriter.MonthOf(month)}"
        );

    private Month? Find(string site, DailyImport import, ImportedTable table, DateOnly month) =>
        _months.TryGet(KeyOf(site, import, table, month), out var cachedMonth) && cachedMonth.Days.SequenceEqual(import.Days)
            ? cachedMonth
            : null;

    private void Store(string site, DailyImport import, ImportedTable table, DateOnly month, Month read) =>
        _months.Replace(KeyOf(site, import, table, month), read, read.Bytes);

    /// <summary>The rows of a table in a month, as read for some days of an import.</summary>
    private sealed class Month(IReadOnlyList<ImportedDays> days)
    {
        // Approximate bytes of a cache entry, and of a row without its texts and numbers.
        private const int EntryBytes = 200;
        private const int RowBytes = 120;

        public IReadOnlyList<ImportedDays> Days => days;

        public List<ImportedRow> Rows { get; } = [];

        /// <summary>Approximate memory of the month, in bytes.</summary>
        public long Bytes { get; private set; } = EntryBytes;

        /// <summary>Adds rows. A month that has become too large for the cache drops them.</summary>
        public void Add(List<ImportedRow> rows, long maxBytes)
        {
            foreach (var row in rows)
            {
                Bytes += RowBytes + (8 * (row.Keys.Length + row.Numbers.Length)) + row.Keys.Sum(key => 2L * key.Length);
            }

            if (Bytes > maxBytes)
            {
                Rows.Clear();
            }
            else
            {
                Rows.AddRange(rows);
            }
        }
    }
}
