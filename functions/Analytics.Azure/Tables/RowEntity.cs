using System.Globalization;
using Analytics.Core.Tables;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// Mapping of a row to an entity: its head in one binary property, its body and each of its parts in as many of 64 KiB as they need, and
/// an index of the parts; or, if that is too much, the generation of the overflow that holds body and parts.
/// </summary>
internal static class RowEntity
{
    /// <summary>Maximum bytes of a binary property.</summary>
    public const int PropertyBytes = 64 * 1024;

    /// <summary>
    /// Maximum bytes of body and parts in one entity. With a head, an index, names and two keys that is below the 1 MiB of an entity, also
    /// in Azurite, which counts base64. There are at most 10 more properties than parts, so fewer than the 252 of an entity.
    /// </summary>
    public const int MaxContentBytes = 10 * PropertyBytes;

    /// <summary>The property with the index of the parts; missing if the row has none.</summary>
    public const string Index = "PartIndex";

    private const string Head = "Head";
    private const string Generation = "Parts";
    private const string Length = "PartsLength";
    private const string HeadLength = "PartsHeadLength";

    /// <summary>The properties for a read of heads. Table Storage adds the ETag by itself.</summary>
    public static IReadOnlyList<string> HeadProperties { get; } =
    [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), Head, Generation, Length, HeadLength];

    /// <summary>The properties of a body.</summary>
    public static IReadOnlyList<string> BodyProperties { get; } =
    [.. Enumerable.Range(0, MaxContentBytes / PropertyBytes).Select(i => string.Create(CultureInfo.InvariantCulture, $"Body{i:D2}"))];

    public static TableEntity Of(
        string partitionKey,
        string rowKey,
        ReadOnlyMemory<byte> head,
        ReadOnlyMemory<byte> body,
        IReadOnlyList<TablePart> parts
    )
    {
        var entity = new TableEntity(partitionKey, rowKey);
        if (!head.IsEmpty)
        {
            entity[Head] = head.ToArray();
        }

        for (var i = 0; i * PropertyBytes < body.Length; i++)
        {
            var start = i * PropertyBytes;
            entity[BodyProperties[i]] = body.Slice(start, Math.Min(PropertyBytes, body.Length - start)).ToArray();
        }

        if (parts.Count == 0)
        {
            return entity;
        }

        var index = PartIndex.FromParts(parts);
        entity[Index] = index.ToBytes();
        foreach (var part in parts)
        {
            AddPieces(entity, part, index.PiecesOf(part.Name));
        }

        return entity;
    }

    /// <summary>Returns the entity of a row whose body and parts are in the overflow.</summary>
    public static TableEntity Overflowing(
        string partitionKey,
        string rowKey,
        ReadOnlyMemory<byte> head,
        IReadOnlyList<TablePart> parts,
        OverflowReference overflow
    )
    {
        var entity = Of(partitionKey, rowKey, head, default, []);
        if (parts.Count > 0)
        {
            entity[Index] = PartIndex.FromParts(parts).ToBytes();
        }

        entity[Generation] = overflow.Generation;
        entity[Length] = overflow.Length;
        entity[HeadLength] = overflow.HeadLength;
        return entity;
    }

    /// <summary>Adds pieces of a part as properties.</summary>
    public static void AddPieces(TableEntity entity, TablePart part, IEnumerable<PartPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            entity[piece.Property] = part.Content.Slice(piece.Start, piece.Length).ToArray();
        }
    }

    public static OverflowReference? OverflowOf(TableEntity entity) =>
        entity.GetString(Generation) is { } generation
            ? new(generation, entity.GetInt32(Length) ?? 0, entity.GetInt32(HeadLength) ?? 0)
            : null;

    public static ReadOnlyMemory<byte> HeadOf(TableEntity entity) => entity.GetBinary(Head);

    /// <summary>Returns the index of the parts; null if the row has none.</summary>
    /// <exception cref="InvalidDataException">The index is damaged.</exception>
    public static PartIndex? IndexOf(TableEntity entity) => entity.GetBinary(Index) is { } bytes ? PartIndex.Parse(bytes) : null;

    public static ReadOnlyMemory<byte> BodyOf(TableEntity entity)
    {
        var first = entity.GetBinary(BodyProperties[0]);
        if (first is null || first.Length < PropertyBytes)
        {
            return first;
        }

        var pieces = new List<byte[]>();
        foreach (var name in BodyProperties)
        {
            if (entity.GetBinary(name) is not { } piece)
            {
                break;
            }

            pieces.Add(piece);
        }

        var body = new byte[pieces.Sum(static piece => piece.Length)];
        var offset = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(body, offset);
            offset += piece.Length;
        }

        return body;
    }
}
