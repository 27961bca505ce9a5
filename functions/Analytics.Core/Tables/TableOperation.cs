namespace Analytics.Core.Tables;

/// <summary>One step of a transaction on one partition key.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="RowKey">The row; each row at most once in a transaction.</param>
/// <param name="Head">The new head, at most 64 KiB; ignored by a delete.</param>
/// <param name="Body">The new body; ignored by a delete.</param>
/// <param name="ETag">The ETag the row must have; only for a conditional replace or delete.</param>
public sealed record TableOperation(
    TableOperationKind Kind,
    string RowKey,
    ReadOnlyMemory<byte> Head,
    ReadOnlyMemory<byte> Body,
    string? ETag
)
{
    /// <summary>The new named parts, at most <see cref="TableLimits.MaxParts"/>; ignored by a delete, which removes all.</summary>
    /// <remarks>A write replaces the whole row: parts that are not among these are deleted.</remarks>
    public IReadOnlyList<TablePart> Parts { get; init; } = [];

    /// <summary>Bytes of head, body and parts.</summary>
    public long ContentBytes
    {
        get
        {
            long bytes = Head.Length + Body.Length;
            for (var i = 0; i < Parts.Count; i++)
            {
                bytes += Parts[i].Content.Length;
            }

            return bytes;
        }
    }

    /// <summary>Adds a row that must not exist.</summary>
    public static TableOperation Insert(string rowKey, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> head = default) =>
        new(TableOperationKind.Insert, rowKey, head, body, null);

    /// <summary>Replaces a row that must have the given ETag.</summary>
    public static TableOperation Replace(string rowKey, ReadOnlyMemory<byte> body, string etag, ReadOnlyMemory<byte> head = default) =>
        new(TableOperationKind.Replace, rowKey, head, body, etag);

    /// <summary>Adds a row, or replaces an existing one unconditionally.</summary>
    public static TableOperation Upsert(string rowKey, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> head = default) =>
        new(TableOperationKind.Upsert, rowKey, head, body, null);

    /// <summary>Removes a row that must have the given ETag.</summary>
    public static TableOperation Delete(string rowKey, string etag) => new(TableOperationKind.Delete, rowKey, default, default, etag);
}
