using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Core.Tables;

namespace Analytics.Azure.Copies;

/// <summary>The progress of the latest copy, a row of the table <c>control</c>. Property names are a stored format.</summary>
/// <param name="StartedAt">The time at which the copy was begun, which names it.</param>
/// <param name="Tables">The progress through each table, by its name.</param>
/// <param name="IsCompleted">True if the copy can be restored.</param>
internal sealed record CopyProgress(DateTimeOffset StartedAt, IReadOnlyDictionary<string, TableProgress> Tables, bool IsCompleted)
{
    /// <summary>The partition of the row.</summary>
    public const string PartitionKey = "copies";

    private const string RowKey = "latest";

    /// <summary>Reads the progress; null if there was no copy yet, or if the row is damaged, so that another copy is begun.</summary>
    public static async Task<CopyProgress?> ReadAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, RowKey, cancellationToken);
        try
        {
            return row is null ? null : JsonSerializer.Deserialize(row.Body.Span, CopyProgressJson.Default.CopyProgress);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores the progress.</summary>
    public Task WriteAsync(ITableStore tables, CancellationToken cancellationToken) =>
        tables
            .CommitAsync(
                TableNames.Control,
                PartitionKey,
                [TableOperation.Upsert(RowKey, JsonSerializer.SerializeToUtf8Bytes(this, CopyProgressJson.Default.CopyProgress))],
                cancellationToken
            )
            .AsTask();

    /// <summary>Returns the progress through a table.</summary>
    public TableProgress Of(string table) => Tables.GetValueOrDefault(table) ?? new(0, 0, null, null, IsRead: false);

    /// <summary>Returns the same progress with that of one table.</summary>
    public CopyProgress With(string table, TableProgress progress) =>
        this with
        {
            Tables = new Dictionary<string, TableProgress>(Tables, StringComparer.Ordinal) { [table] = progress },
        };
}

/// <summary>The progress of a copy through one table.</summary>
/// <param name="Pieces">Number of pieces that are stored.</param>
/// <param name="Rows">Number of rows in them.</param>
/// <param name="Partition">The stored partition key of the last entity that was read; null before the first one.</param>
/// <param name="Row">Its stored row key.</param>
/// <param name="IsRead">True if the last piece is stored.</param>
internal sealed record TableProgress(int Pieces, int Rows, string? Partition, string? Row, bool IsRead);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CopyProgress))]
internal sealed partial class CopyProgressJson : JsonSerializerContext;
