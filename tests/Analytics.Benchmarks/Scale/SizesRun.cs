using System.Globalization;
using Analytics.Core.Tables;
using SQLitePCL;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// Bytes at rest of a data directory that no server has open, as a Markdown table: contents by table, kind of rollup row and named part,
/// without the database's own overhead. <c>sizes --data DIR --events N</c>.
/// </summary>
internal static class SizesRun
{
    private const string Rows = """
        SELECT tbl, rk, '', length(head) + length(body) FROM rows
        """;

    private const string Parts = """
        SELECT rows.tbl, rows.rk, parts.name, length(parts.content) FROM parts JOIN rows ON rows.id = parts.row
        """;

    public static Task<int> RunAsync(string[] args)
    {
        var data = args.Option("--data") ?? throw new ArgumentException("--data names no directory; give a server's data directory.");
        var events = args.Option("--events", 1);
        using (var tables = StoredTables.Open(data))
        {
            var sizes = new SortedDictionary<(string Table, string Kind, string Part), (long Rows, long Bytes)>();
            Add(tables, Rows, sizes);
            if (tables.HasParts)
            {
                Add(tables, Parts, sizes);
            }

            Print(sizes, events);
            var page = tables.Number("PRAGMA page_size");
            Line("the file", string.Empty, 0, page * tables.Number("PRAGMA page_count"), events);
            Line("of it free pages", string.Empty, 0, page * tables.Number("PRAGMA freelist_count"), events);
        }

        return Task.FromResult(0);
    }

    private static void Print(SortedDictionary<(string Table, string Kind, string Part), (long Rows, long Bytes)> sizes, int events)
    {
        Console.WriteLine("| table, kind of row | part | rows | bytes | bytes/event |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var ((table, kind, part), (rows, bytes)) in sizes)
        {
            Line($"{table} {kind}", part, rows, bytes, events);
        }

        foreach (var table in sizes.GroupBy(size => size.Key.Table))
        {
            var rows = table.Where(size => size.Key.Part.Length == 0).Sum(size => size.Value.Rows);
            Line($"{table.Key} altogether", string.Empty, rows, table.Sum(size => size.Value.Bytes), events);
        }
    }

    private static void Line(string name, string part, long rows, long bytes, int events)
    {
        var count = rows == 0 ? string.Empty : rows.ToString("N0", CultureInfo.InvariantCulture);
        var perEvent = (double)bytes / events;
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| {name.Trim()} | {part} | {count} | {bytes:N0} | {perEvent:F2} |")
        );
    }

    private static void Add(
        StoredTables tables,
        string sql,
        SortedDictionary<(string Table, string Kind, string Part), (long Rows, long Bytes)> sizes
    )
    {
        foreach (var statement in tables.Read(sql))
        {
            var (table, rowKey) = (StoredTables.Text(statement, 0), StoredTables.Text(statement, 1));
            var key = (table, table == TableNames.Rollups ? Kind(rowKey) : string.Empty, StoredTables.Text(statement, 2));
            var (rows, bytes) = sizes.GetValueOrDefault(key);
            sizes[key] = (rows + 1, bytes + raw.sqlite3_column_int64(statement, 3));
        }
    }

    /// <summary>
    /// The letters of a row key before its first digit, and those after its last bar if they are no digits, with slashes for bars:
    /// <c>d|2026-10-01|keys</c> is <c>d/…/keys</c>.
    /// </summary>
    private static string Kind(string rowKey)
    {
        var start = string.Concat(rowKey.TakeWhile(character => !char.IsAsciiDigit(character)));
        var last = rowKey[(rowKey.LastIndexOf('|') + 1)..];
        var kind = start.Length == rowKey.Length || last.Any(char.IsAsciiDigit) ? start.TrimEnd('|') : $"{start}…|{last}";
        return kind.Replace('|', '/');
    }
}
