using System.Text.RegularExpressions;
using Analytics.Core.Tables;
using Analytics.Testing.Damage;

namespace Analytics.Core.Tests.Damage;

/// <summary>Rows of one kind, and the code that reads one of their fields.</summary>
/// <param name="Table">The table.</param>
/// <param name="Keys">Matches partition and row key, with a slash between.</param>
/// <param name="Field">Matches <c>head</c>, <c>body</c> or the name of a part.</param>
/// <param name="Read">Reads a row from a store in which it is damaged.</param>
/// <param name="IsChecked">True if a checksum covers the field.</param>
internal sealed record RowKind(string Table, Regex Keys, Regex Field, Func<ITableStore, TableRow, Task> Read, bool IsChecked)
{
    private const int Rows = 3;

    /// <summary>As <see cref="ByteDecoder.MaxBytes"/>.</summary>
    public long MaxBytes { get; init; } = 4L << 20;

    public static RowKind Of(string table, string keys, string field, Func<ITableStore, TableRow, Task> read, bool isChecked = false) =>
        new(table, new Regex($"^{keys}", RegexOptions.CultureInvariant), new Regex($"^({field})$"), read, isChecked);

    /// <summary>The fields of a row that have bytes.</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> FieldsOf(TableRow row) =>
        row
            .Parts.Select(part => (part.Key, part.Value))
            .Append(("head", row.Head))
            .Append(("body", row.Body))
            .Where(field => !field.Item2.IsEmpty);

    /// <summary>True if it reads a field of a row.</summary>
    public bool Reads(string table, TableRow row, string field) =>
        table == Table && Keys.IsMatch($"{row.PartitionKey}/{row.RowKey}") && Field.IsMatch(field);

    /// <summary>Decoders of some rows: the first, the last and one between.</summary>
    public IEnumerable<ByteDecoder> Decoders(InMemoryTableStore tables)
    {
        var found = (
            from row in tables.RowsOf(Table)
            from field in FieldsOf(row)
            where Reads(Table, row, field.Name)
            select (row, field)
        ).ToList();
        var every = Math.Max(1, (found.Count - 1) / (Rows - 1));
        return found
            .Where((_, i) => i % every == 0)
            .Select(one => new ByteDecoder(
                $"{one.field.Name} of {Table} {one.row.PartitionKey}/{one.row.RowKey}",
                [one.field.Bytes.ToArray()],
                bytes => Read(new ReplacedRow(tables.Copy(), Table, With(one.row, one.field.Name, bytes)), one.row),
                IsChecked
            )
            {
                Error = typeof(TableCorruptException),
                MaxBytes = MaxBytes,
            });
    }

    private static TableRow With(TableRow row, string field, byte[] bytes) =>
        field switch
        {
            "head" => row with { Head = bytes },
            "body" => row with { Body = bytes },
            _ => row with
            {
                Parts = row.Parts.ToDictionary(part => part.Key, part => part.Key == field ? bytes : part.Value, StringComparer.Ordinal),
            },
        };
}
