using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Core.Tables;

namespace Analytics.Azure.Copies;

/// <summary>One line of a copy: a row, or in the last line the number of rows.</summary>
/// <param name="Partition">The row's partition key; null in the last line.</param>
/// <param name="Row">The row key; null in the last line.</param>
/// <param name="Head">The row's head.</param>
/// <param name="Body">The row's body.</param>
/// <param name="Parts">The row's parts by name; null if it has none.</param>
/// <param name="Rows">In the last line, the number of rows before it.</param>
internal sealed record CopyLine(
    string? Partition,
    string? Row,
    byte[]? Head,
    byte[]? Body,
    IReadOnlyDictionary<string, byte[]>? Parts,
    int? Rows
)
{
    public static CopyLine OfRow(TableRow row) =>
        new(
            row.PartitionKey,
            row.RowKey,
            row.Head.ToArray(),
            row.Body.ToArray(),
            row.Parts.Count == 0
                ? null
                : row.Parts.ToDictionary(static part => part.Key, static part => part.Value.ToArray(), StringComparer.Ordinal),
            null
        );

    public static CopyLine OfEnd(int rows) => new(null, null, null, null, null, rows);

    /// <exception cref="InvalidDataException">The line is not a line of a copy.</exception>
    public static CopyLine Parse(string line, string copy)
    {
        try
        {
            return JsonSerializer.Deserialize(line, CopyJson.Default.CopyLine)!;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The copy '{copy}' is damaged: {exception.Message} Restore an earlier one.", exception);
        }
    }

    /// <summary>Returns the operation that inserts the row if it is missing.</summary>
    public TableOperation ToInsert() =>
        TableOperation.Insert(Row!, Body, Head) with
        {
            Parts = Parts is null ? [] : [.. Parts.Select(static part => new TablePart(part.Key, part.Value))],
        };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, CopyJson.Default.CopyLine);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase
)]
[JsonSerializable(typeof(CopyLine))]
internal sealed partial class CopyJson : JsonSerializerContext;
