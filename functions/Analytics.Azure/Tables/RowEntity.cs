using System.Globalization;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// How a row is an entity: its head in one binary property and its body in as many of 64 KiB as it needs; or, if that is too much, the
/// generation of the parts that hold it.
/// </summary>
internal static class RowEntity
{
    /// <summary>Bytes of a binary property.</summary>
    private const int PropertyBytes = 64 * 1024;

    /// <summary>
    /// Bytes of a body in one entity: with a head and two keys below the 1 MiB that an entity may have, also in Azurite, which counts them
    /// in base64.
    /// </summary>
    public const int MaxBodyBytes = 10 * PropertyBytes;

    private const string Head = "Head";
    private const string Generation = "Parts";
    private const string Length = "PartsLength";
    private const string HeadLength = "PartsHeadLength";

    /// <summary>What a read of heads asks for. Table Storage adds the ETag by itself.</summary>
    public static IReadOnlyList<string> HeadProperties { get; } =
        [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), Head, Generation, Length, HeadLength];

    private static readonly string[] Bodies = [.. Enumerable.Range(0, MaxBodyBytes / PropertyBytes).Select(
        i => string.Create(CultureInfo.InvariantCulture, $"Body{i:D2}"))];

    public static TableEntity Of(string partitionKey, string rowKey, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        var entity = new TableEntity(partitionKey, rowKey);
        if (!head.IsEmpty)
        {
            entity[Head] = head.ToArray();
        }

        for (var i = 0; i * PropertyBytes < body.Length; i++)
        {
            var start = i * PropertyBytes;
            entity[Bodies[i]] = body.Slice(start, Math.Min(PropertyBytes, body.Length - start)).ToArray();
        }

        return entity;
    }

    public static TableEntity InParts(string partitionKey, string rowKey, ReadOnlyMemory<byte> head, PartsReference parts)
    {
        var entity = Of(partitionKey, rowKey, head, default);
        entity[Generation] = parts.Generation;
        entity[Length] = parts.Length;
        entity[HeadLength] = parts.HeadLength;
        return entity;
    }

    public static PartsReference? PartsOf(TableEntity entity) => entity.GetString(Generation) is { } generation
        ? new(generation, entity.GetInt32(Length) ?? 0, entity.GetInt32(HeadLength) ?? 0)
        : null;

    public static ReadOnlyMemory<byte> HeadOf(TableEntity entity) => entity.GetBinary(Head);

    public static ReadOnlyMemory<byte> BodyOf(TableEntity entity)
    {
        var first = entity.GetBinary(Bodies[0]);
        if (first is null || first.Length < PropertyBytes)
        {
            return first;
        }

        var pieces = new List<byte[]>();
        foreach (var name in Bodies)
        {
            if (entity.GetBinary(name) is not { } piece)
            {
                break;
            }

            pieces.Add(piece);
        }

        var body = new byte[pieces.Sum(static piece => piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(body, at);
            at += piece.Length;
        }

        return body;
    }
}
