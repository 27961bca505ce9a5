using Analytics.Core.Bytes;

namespace Analytics.Core.EventLog;

/// <summary>
/// Reads one segment (see <see cref="SegmentFormat"/>) row by row without allocating. Damaged bytes throw
/// <see cref="InvalidDataException"/>.
/// </summary>
public ref struct EventSegmentReader
{
    /// <summary>The dimension number that overrides the event's host.</summary>
    public const int HostnameOverride = 100;

    /// <summary>The dimension number that overrides the event's page.</summary>
    public const int PageOverride = 101;

    private readonly ReadOnlySpan<byte> _data;
    private readonly int _rowsEnd;
    private int _position;
    private long _timestamp;

    /// <summary>Opens the segment that starts at the first byte of <paramref name="data"/>.</summary>
    /// <param name="data">The bytes, which may continue after the segment.</param>
    /// <param name="textOffsets">Filled with the offset and length of each string of the segment.</param>
    /// <exception cref="InvalidDataException">Unknown version or damaged bytes.</exception>
    internal EventSegmentReader(ReadOnlySpan<byte> data, List<(int Offset, int Length)> textOffsets)
    {
        _data = data;
        var offset = 0;
        if (data.IsEmpty || data[offset++] != SegmentFormat.Version)
        {
            throw new InvalidDataException($"An event segment must start with version {SegmentFormat.Version}.");
        }

        var rowBytes = Varint.ReadInt(data, ref offset);
        _position = offset;
        if (rowBytes > data.Length - offset)
        {
            throw new InvalidDataException($"An event segment claims {rowBytes} bytes of rows but only {data.Length - offset} are there.");
        }

        _rowsEnd = offset + rowBytes;
        offset = _rowsEnd;
        var count = Varint.ReadInt(data, ref offset);
        if (count > data.Length)
        {
            throw new InvalidDataException($"An event segment claims {count} strings in {data.Length} bytes.");
        }

        textOffsets.Clear();
        long total = 0;
        for (var i = 0; i < count; i++)
        {
            var length = Varint.ReadInt(data, ref offset);
            textOffsets.Add(((int)total, length));
            total += length;
        }

        if (total > data.Length - offset)
        {
            throw new InvalidDataException($"An event segment claims {total} bytes of text but only {data.Length - offset} are there.");
        }

        for (var i = 0; i < count; i++)
        {
            textOffsets[i] = (textOffsets[i].Offset + offset, textOffsets[i].Length);
        }

        TextCount = count;
        Length = offset + (int)total;
    }

    /// <summary>Number of strings in the segment.</summary>
    public readonly int TextCount { get; }

    /// <summary>Bytes of the whole segment; the next one of the message starts there.</summary>
    public readonly int Length { get; }

    /// <summary>A list that receives the number of every text that a row names; null for none.</summary>
    internal List<int>? NamedTexts { get; set; }

    /// <summary>The offset of the next row.</summary>
    internal readonly int Position => _position;

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end.</returns>
    internal bool TryRead(ref SegmentEvent row)
    {
        if (_position >= _rowsEnd)
        {
            return false;
        }

        var data = _data[.._rowsEnd];
        if (_rowsEnd - _position < 2)
        {
            throw new InvalidDataException("An event row is cut short.");
        }

        var kind = data[_position++];
        var second = data[_position++];
        row.IsTraffic = kind == SegmentFormat.TrafficRow;
        if (row.IsTraffic)
        {
            row.Traffic = (TrafficKind)second;
            row.TimestampMilliseconds = _timestamp += Varint.UnZigZag(Varint.Read(data, ref _position));
            row.Texts[(int)EventField.Site] = TextIndex(data);
            row.TrafficCount = Varint.ReadInt(data, ref _position);
            return true;
        }

        if (kind != SegmentFormat.EventRow)
        {
            throw new InvalidDataException($"Unknown row kind {kind} in an event segment.");
        }

        row.Flags = (EventFlags)second;
        var presence = (uint)Varint.Read(data, ref _position);
        row.TimestampMilliseconds = _timestamp += Varint.UnZigZag(Varint.Read(data, ref _position));
        row.Visitor = Varint.ReadFixed64(data, ref _position);
        row.PreviousVisitor = (presence & SegmentFormat.HasPreviousVisitor) == 0 ? 0 : Varint.ReadFixed64(data, ref _position);
        for (var field = 0; field < SegmentFormat.TextFields; field++)
        {
            row.Texts[field] = (presence & (1u << field)) == 0 ? -1 : TextIndex(data);
        }

        if (row.Texts[(int)EventField.Site] < 0 || row.Texts[(int)EventField.Name] < 0)
        {
            throw new InvalidDataException("An event row lacks its site or name.");
        }

        ReadOptionalParts(data, presence, ref row);
        return true;
    }

    private void ReadOptionalParts(ReadOnlySpan<byte> data, uint presence, ref SegmentEvent row)
    {
        row.PropertyCount = (presence & SegmentFormat.HasProperties) == 0 ? 0 : Varint.ReadInt(data, ref _position);
        row.PropertiesAt = _position;
        SkipPairs(data, row.PropertyCount, bothText: true);
        row.CurrencyIndex = -1;
        if ((presence & SegmentFormat.HasRevenue) != 0)
        {
            row.CurrencyIndex = TextIndex(data);
            row.AmountMicros = Varint.UnZigZag(Varint.Read(data, ref _position));
        }

        row.Value =
            (presence & SegmentFormat.HasValue) == 0 ? null : BitConverter.UInt64BitsToDouble(Varint.ReadFixed64(data, ref _position));
        row.ScrollDepth = (presence & SegmentFormat.HasScrollDepth) == 0 ? -1 : Varint.ReadInt(data, ref _position);
        row.EngagementMilliseconds = (presence & SegmentFormat.HasEngagementTime) == 0 ? -1 : (long)Varint.Read(data, ref _position);
        row.OverrideCount = (presence & SegmentFormat.HasOverrides) == 0 ? 0 : Varint.ReadInt(data, ref _position);
        row.OverridesAt = _position;
        SkipPairs(data, row.OverrideCount, bothText: false);
    }

    /// <summary>Reads one pair of numbers of a property or override list and advances <paramref name="position"/>.</summary>
    internal readonly (int First, int Second) ReadPair(ref int position)
    {
        var first = Varint.ReadInt(_data, ref position);
        return (first, Varint.ReadInt(_data, ref position));
    }

    private void SkipPairs(ReadOnlySpan<byte> data, int count, bool bothText)
    {
        for (var i = 0; i < count; i++)
        {
            _ = bothText ? TextIndex(data) : Varint.ReadInt(data, ref _position);
            _ = TextIndex(data);
        }
    }

    private int TextIndex(ReadOnlySpan<byte> data)
    {
        var index = Varint.ReadInt(data, ref _position);
        NamedTexts?.Add(index);
        return index < TextCount ? index : throw new InvalidDataException($"An event row names string {index} of {TextCount}.");
    }
}
