using System.Diagnostics;
using Analytics.Benchmarks.Scale;
using Analytics.Core.Tables;
using SQLitePCL;

namespace Analytics.Benchmarks.Azure;

/// <summary>Copies what queries read of a data directory into other tables, byte for byte: rollups, sites, progress.</summary>
internal static class RowCopy
{
    private const string Rows = """
        SELECT id, tbl, pk, rk, head, body FROM rows
        WHERE tbl IN ('rollups', 'sites', 'control') OR rk = 'watermark' ORDER BY tbl, pk, rk
        """;

    public static async Task RunAsync(string data, ITableStore target)
    {
        using var source = StoredTables.Open(data);
        var hasParts = source.HasParts;
        var started = Stopwatch.GetTimestamp();
        var (copied, bytes) = (0, 0L);
        foreach (var statement in source.Read(Rows))
        {
            var (table, partition) = (StoredTables.Text(statement, 1), StoredTables.Text(statement, 2));
            var (key, head, body) = (StoredTables.Text(statement, 3), StoredTables.Bytes(statement, 4), StoredTables.Bytes(statement, 5));
            var row = TableOperation.Upsert(key, body, head) with
            {
                Parts = hasParts ? Parts(source, raw.sqlite3_column_int64(statement, 0)) : [],
            };
            await target.CommitAsync(table, partition, [row], default);
            copied++;
            bytes += row.ContentBytes;
        }

        Console.WriteLine($"copied {copied:N0} rows, {bytes / 1e6:F1} MB, in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
    }

    private static List<TablePart> Parts(StoredTables source, long row) =>
        [
            .. source
                .Read($"SELECT name, content FROM parts WHERE row = {row}")
                .Select(statement => new TablePart(StoredTables.Text(statement, 0), StoredTables.Bytes(statement, 1))),
        ];
}
