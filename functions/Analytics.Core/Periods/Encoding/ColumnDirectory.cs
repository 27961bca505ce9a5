using Analytics.Core.Bytes;

namespace Analytics.Core.Periods.Encoding;

/// <summary>The directory at the start of an encoded body; the format stands at <see cref="RollupEncoder"/>. Immutable.</summary>
internal sealed class ColumnDirectory
{
    private readonly Dictionary<int, (int Offset, int Length)> _places = [];

    /// <param name="bytes">The directory, or a body, which begins with one.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public ColumnDirectory(ReadOnlySpan<byte> bytes)
    {
        var source = new ByteSource(bytes);
        for (var columns = source.Int(); columns > 0; columns--)
        {
            Columns.Add((source.Int(), source.Int()));
        }

        foreach (var (id, _) in Columns)
        {
            if (id >= (int)ColumnId.FirstProperty)
            {
                PropertyKeys.Add(source.Text());
            }
        }

        Length = bytes.Length - source.Remaining;
        var offset = Length;
        foreach (var (id, length) in Columns)
        {
            _places[id] = (offset, length);
            offset = ByteSource.Sum(offset, length);
        }

        BodyLength = offset;
    }

    /// <summary>Bytes of the directory.</summary>
    public int Length { get; }

    /// <summary>Bytes of the directory and the columns.</summary>
    public int BodyLength { get; }

    /// <summary>The columns and their bytes, in order.</summary>
    public List<(int Id, int Length)> Columns { get; } = [];

    /// <summary>The keys of the custom properties, in order of their columns.</summary>
    public List<string> PropertyKeys { get; } = [];

    /// <summary>True if there is such a column.</summary>
    public bool Has(int id) => _places.ContainsKey(id);

    /// <summary>A column's place in the body.</summary>
    public (int Offset, int Length) PlaceOf(int id) => _places[id];
}
