using System.Globalization;
using Analytics.Core.Bytes;
using Analytics.Core.Hashing;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>
/// The parts of a segment's row.
/// <code>
/// d        version (1 byte), how many bytes a column has at least that has a part of its own, and the directory of the columns
/// s        the smaller columns, one after the other in order of the directory
/// c0…      another column, by its id
/// p0…      some of the other custom properties, one after the other, where there are many
/// e        the rows of the visitors near an edge of the period: length of an encoded head, that head, and the encoded body
/// every part ends with xxHash64 of all before (8 bytes)
/// </code>
/// </summary>
internal static class SegmentParts
{
    /// <summary>The directory.</summary>
    public const string Directory = "d";

    /// <summary>The small columns.</summary>
    public const string Small = "s";

    /// <summary>The rows near the edges.</summary>
    public const string Edges = "e";

    private const byte Version = 1;
    private const int PropertyParts = 96;

    /// <summary>Lays out an encoded rollup.</summary>
    /// <param name="encoded">The rollup.</param>
    /// <param name="edges">The rows near the edges; null for none.</param>
    /// <param name="smallBytes">Columns with fewer bytes share a part.</param>
    public static IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> Split(
        EncodedRollup encoded,
        EncodedRollup? edges,
        int smallBytes
    )
    {
        var directory = new SegmentDirectory(smallBytes, new(encoded.Body.Span));
        var parts = new SortedDictionary<string, ByteSink>(StringComparer.Ordinal) { [Directory] = new() };
        parts[Directory].Byte(Version);
        parts[Directory].Varint((uint)smallBytes);
        parts[Directory].Bytes(encoded.Body.Span[..directory.Columns.Length]);
        foreach (var (id, length) in directory.Columns.Columns)
        {
            var name = NameOf(directory, id);
            if (!parts.TryGetValue(name, out var part))
            {
                parts[name] = part = new();
            }

            part.Bytes(encoded.Body.Span.Slice(directory.Columns.PlaceOf(id).Offset, length));
        }

        if (edges is { } near)
        {
            RollupContent.Write(parts[Edges] = new(), near);
        }

        return [.. parts.Select(part => (part.Key, Sealed(part.Value)))];
    }

    /// <summary>Returns the parts that hold some columns, as far as they are known without the directory of the segment.</summary>
    public static IReadOnlyCollection<string> NamesOf(WantedColumns wanted) =>
        [Directory, Small, .. wanted.Columns.Select(column => NameOf((int)column))];

    /// <summary>Returns the parts that hold the columns of <paramref name="wanted"/>; all parts if it is null.</summary>
    public static IReadOnlyCollection<string> NamesOf(SegmentDirectory directory, WantedColumns? wanted)
    {
        IEnumerable<int> ids = wanted is null
            ? directory.Columns.Columns.Select(column => column.Id)
            : directory
                .Columns.PropertyKeys.Select((key, i) => (key, Id: (int)ColumnId.FirstProperty + i))
                .Where(property => wanted.Properties.Contains(property.key))
                .Select(property => property.Id)
                .Concat(HasRare(directory, wanted) ? [(int)ColumnId.RareProperties] : [])
                .Concat(wanted.Columns.Select(column => (int)column).Where(directory.Columns.Has));
        return ids.Select(id => NameOf(directory, id)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Opens a segment from the parts that were read.</summary>
    /// <exception cref="InvalidDataException">A part is damaged or missing.</exception>
    public static Rollup Open(
        ReadOnlyMemory<byte> head,
        SegmentDirectory directory,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> parts
    )
    {
        var opened = parts.ToDictionary(part => part.Key, part => Content(part.Value), StringComparer.Ordinal);
        var places = new Dictionary<int, (string Part, int Offset, int Length)>();
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, length) in directory.Columns.Columns)
        {
            var name = NameOf(directory, id);
            var start = ends.GetValueOrDefault(name);
            places[id] = (name, start, length);
            ends[name] = start + length;
        }

        foreach (var (name, end) in ends)
        {
            if (opened.TryGetValue(name, out var content) && content.Length != end)
            {
                throw new InvalidDataException($"The part '{name}' of a segment should have {end} bytes but has {content.Length}.");
            }
        }

        return RollupDecoder.DecodeColumns(
            head,
            directory.Columns,
            id =>
                opened.TryGetValue(places[id].Part, out var content)
                    ? content.Slice(places[id].Offset, places[id].Length)
                    : throw new InvalidDataException($"The part '{places[id].Part}' of a segment with its column {id} is not there.")
        );
    }

    /// <summary>Opens the directory.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static SegmentDirectory OpenDirectory(ReadOnlyMemory<byte> part)
    {
        var content = Content(part);
        var source = new ByteSource(content.Span);
        if (source.Byte() is not Version and var version)
        {
            throw new InvalidDataException($"Version {version} of a segment's parts is unknown; this program reads version {Version}.");
        }

        var smallBytes = source.Int();
        return new(smallBytes, new(content.Span[(content.Length - source.Remaining)..]));
    }

    /// <summary>Opens the rows near the edges.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static Rollup OpenEdges(ReadOnlyMemory<byte> part) => RollupContent.Open(Content(part), "a segment's edges");

    /// <summary>True if a wanted property may be among those without a column of their own.</summary>
    private static bool HasRare(SegmentDirectory directory, WantedColumns wanted) =>
        directory.Columns.Has((int)ColumnId.RareProperties) && wanted.Properties.Except(directory.Columns.PropertyKeys).Any();

    private static string NameOf(int id) => string.Create(CultureInfo.InvariantCulture, $"c{id}");

    private static string NameOf(SegmentDirectory directory, int id)
    {
        if (directory.Columns.PlaceOf(id).Length < directory.SmallBytes)
        {
            return Small;
        }

        // A row has a limited number of parts, so many properties share parts.
        return id >= (int)ColumnId.FirstProperty && directory.Columns.PropertyKeys.Count > PropertyParts
            ? string.Create(CultureInfo.InvariantCulture, $"p{(id - (int)ColumnId.FirstProperty) % PropertyParts}")
            : NameOf(id);
    }

    private static ReadOnlyMemory<byte> Sealed(ByteSink part)
    {
        part.Fixed64(XxHash64.Hash(part.Written));
        return part.ToArray();
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> part)
    {
        if (part.Length < 8 || XxHash64.Hash(part.Span[..^8]) != new ByteSource(part.Span[^8..]).Fixed64())
        {
            throw new InvalidDataException("The checksum of a segment's part is wrong.");
        }

        return part[..^8];
    }
}

/// <summary>The directory of a segment in parts.</summary>
/// <param name="SmallBytes">Columns with fewer bytes share a part.</param>
/// <param name="Columns">The columns.</param>
internal sealed record SegmentDirectory(int SmallBytes, ColumnDirectory Columns);
