using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// The index of a row's parts, stored in the row's entity: the name, length and checksum of each. It determines where the pieces of each
/// part are: a piece is a property, and the pieces fill one entity after the other.
/// </summary>
/// <remarks>
/// <para>
/// Bytes: the version 1; for each part the length of its name (1 byte), the name in ASCII, the length of its content (4 bytes) and the
/// XXH64 of its content (8 bytes); at the end the XXH64 of all this. Numbers are little endian.
/// </para>
/// <para>
/// An example: the parts a of 10 bytes, b of 600 KiB and c of 700 KiB. Entity 0 has the properties P_a, P_b and P1_b to P9_b. C does not
/// fit beside them, so entity 1 has P_c and P1_c to P9_c, and entity 2 has P10_c. Parts that fit the entity of their row are all in an
/// entity 0, which is the row's.
/// </para>
/// </remarks>
internal sealed class PartIndex
{
    private const byte Version = 1;
    private const int EntryBytes = 1 + sizeof(int) + sizeof(ulong);

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Entry> _byName = new(StringComparer.Ordinal);
    private int _entity;
    private int _entityBytes;

    private PartIndex() { }

    /// <summary>The names of the parts, in the order in which they were written.</summary>
    public IEnumerable<string> Names => _entries.Select(static entry => entry.Name);

    public static PartIndex FromParts(IReadOnlyList<TablePart> parts)
    {
        var index = new PartIndex();
        foreach (var part in parts)
        {
            index.Add(part.Name, part.Content.Length, XxHash64.Hash(part.Content.Span));
        }

        return index;
    }

    /// <exception cref="InvalidDataException">The bytes are not an index.</exception>
    public static PartIndex Parse(ReadOnlySpan<byte> bytes)
    {
        if (
            bytes.Length < 1 + sizeof(ulong)
            || XxHash64.Hash(bytes[..^sizeof(ulong)]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..])
        )
        {
            throw new InvalidDataException("the index of the parts does not match its checksum");
        }

        if (bytes[0] != Version)
        {
            throw new InvalidDataException($"the index of the parts has version {bytes[0]}, and this program knows version {Version}");
        }

        var index = new PartIndex();
        var rest = bytes[1..^sizeof(ulong)];
        while (!rest.IsEmpty)
        {
            var name = rest.Slice(1, rest[0]);
            var values = rest[(1 + name.Length)..];
            index.Add(
                Encoding.ASCII.GetString(name),
                BinaryPrimitives.ReadInt32LittleEndian(values),
                BinaryPrimitives.ReadUInt64LittleEndian(values[sizeof(int)..])
            );
            rest = rest[(EntryBytes + name.Length)..];
        }

        return index;
    }

    /// <summary>Returns the names of the properties that hold a part if it is in the entity of its row.</summary>
    public static IEnumerable<string> PropertiesInRow(string name) =>
        Enumerable.Range(0, RowEntity.MaxContentBytes / RowEntity.PropertyBytes).Select(piece => Property(name, piece));

    public byte[] ToBytes()
    {
        var bytes = new byte[1 + _entries.Sum(static entry => EntryBytes + entry.Name.Length) + sizeof(ulong)];
        bytes[0] = Version;
        var rest = bytes.AsSpan(1);
        foreach (var entry in _entries)
        {
            rest[0] = (byte)entry.Name.Length;
            Encoding.ASCII.GetBytes(entry.Name, rest[1..]);
            var values = rest[(1 + entry.Name.Length)..];
            BinaryPrimitives.WriteInt32LittleEndian(values, entry.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(values[sizeof(int)..], entry.Checksum);
            rest = rest[(EntryBytes + entry.Name.Length)..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(rest, XxHash64.Hash(bytes.AsSpan(0, bytes.Length - sizeof(ulong))));
        return bytes;
    }

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Returns the pieces of a part of the row in their order; none if the part is empty.</summary>
    public IReadOnlyList<PartPiece> PiecesOf(string name) => _byName[name].Pieces;

    /// <summary>Joins the pieces of a part.</summary>
    /// <param name="name">The part's name.</param>
    /// <param name="entityOf">The entity by its number, with the properties of the part's pieces.</param>
    /// <exception cref="InvalidDataException">A piece is missing or damaged.</exception>
    public byte[] Join(string name, Func<int, TableEntity> entityOf)
    {
        var entry = _byName[name];
        var content = entry.Pieces.Count == 1 ? null : new byte[entry.Length];
        foreach (var piece in entry.Pieces)
        {
            var bytes = entityOf(piece.Entity).GetBinary(piece.Property) ?? [];
            if (bytes.Length != piece.Length)
            {
                throw new InvalidDataException(
                    $"the property {piece.Property} of the part '{name}' has {bytes.Length} bytes instead of {piece.Length}"
                );
            }

            if (content is null)
            {
                content = bytes;
            }
            else
            {
                bytes.CopyTo(content, piece.Start);
            }
        }

        return XxHash64.Hash(content) == entry.Checksum
            ? content!
            : throw new InvalidDataException($"the part '{name}' does not match its checksum");
    }

    private void Add(string name, int length, ulong checksum)
    {
        if (_entityBytes > 0 && _entityBytes + length > RowEntity.MaxContentBytes)
        {
            (_entity, _entityBytes) = (_entity + 1, 0);
        }

        var pieces = new List<PartPiece>();
        for (var start = 0; start < length; start += RowEntity.PropertyBytes)
        {
            var bytes = Math.Min(RowEntity.PropertyBytes, length - start);
            if (_entityBytes + bytes > RowEntity.MaxContentBytes)
            {
                (_entity, _entityBytes) = (_entity + 1, 0);
            }

            pieces.Add(new(Property(name, pieces.Count), _entity, start, bytes));
            _entityBytes += bytes;
        }

        var entry = new Entry(name, length, checksum, pieces);
        _entries.Add(entry);
        _byName.Add(name, entry);
    }

    // Names of properties consist of letters, digits and underscores; names of parts have no underscores.
    private static string Property(string name, int piece) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"P{(piece == 0 ? string.Empty : piece.ToString(CultureInfo.InvariantCulture))}_{name.Replace('.', '_')}"
        );

    private sealed record Entry(string Name, int Length, ulong Checksum, IReadOnlyList<PartPiece> Pieces);
}
