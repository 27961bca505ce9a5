using Analytics.Core.Bytes;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Text;

namespace Analytics.Core.Live;

/// <summary>
/// Writes the body of a live row: the texts that its blocks share, then the blocks. Integers are LEB128, "z" zigzag, unless stated
/// otherwise.
/// <code>
/// body    = text count, byte lengths…, UTF-8 bytes…, checksum of all before (4 bytes), block…
/// block   = site (text number), z hour since 1970, kind (1 byte), byte length of the content, its checksum (4 bytes), content
/// kind    = 0 plain rows, 1 run: head length, head, body of a rollup
/// rows    = event count, logic version, row…
/// row     = LiveRowFlags (1 byte), z milliseconds since the row before (the first since the hour's start), then traffic or an event
/// traffic = TotalsMetric, count
/// event   = visitor (8 bytes), [yesterday's id (8 bytes)], [key (8 bytes)], name, page, host,
///           [presence of the dimensions, those present],
///           [LiveOptionalParts, value (8 bytes), scroll depth, engagement time in ms, currency, z amount in millionths,
///           property count, (key, value)…]
/// </code>
/// Text number 0 is the empty text; a checksum is the lower half of xxHash64. Reusable; not thread-safe.
/// </summary>
internal sealed class LiveRowWriter
{
    public const byte Rows = 0;
    public const byte Run = 1;

    private readonly ByteSink _blocks = new();
    private readonly ByteSink _block = new();
    private readonly ByteSink _body = new();
    private readonly TextPool _texts = new();
    private int[] _numbers = [];
    private int[] _stamps = [];
    private TextPool? _pool;
    private int _stamp;

    /// <summary>True if no block was added since the last <see cref="Clear"/>.</summary>
    public bool IsEmpty => _blocks.Length == 0;

    /// <summary>Approximate length of the body, in bytes.</summary>
    public int Length => _blocks.Length + _texts.ByteCount + (_texts.Count * 2);

    public void Clear()
    {
        _blocks.Clear();
        _texts.Clear();
        _texts.Intern([]);
        _pool = null;
    }

    /// <summary>Adds a block with the rows of a draft, whose seconds count from the hour's start.</summary>
    public void Add(string site, long hour, RollupDraft rows, IReadOnlyList<TrafficCount> traffic, int logicVersion)
    {
        Use(rows.Pool);
        _block.Clear();
        _block.Varint((uint)rows.EventCount);
        _block.Varint((uint)logicVersion);
        var last = 0;
        foreach (var (second, metric, count) in traffic)
        {
            _block.Byte((byte)LiveRowFlags.Traffic);
            _block.Signed((second * 1000L) - last);
            last = second * 1000;
            _block.Varint((uint)metric);
            _block.Varint((uint)count);
        }

        var previous = -1;
        for (var fragment = 0; fragment < rows.FragmentCount; fragment++)
        {
            for (var row = rows.FirstEvents[fragment]; row < rows.EndOf(fragment); row++)
            {
                WriteEvent(rows, fragment, row, previous, ref last);
                previous = fragment;
            }
        }

        Append(site, hour, Rows, _block);
    }

    /// <summary>Adds a run: a rollup of an hour.</summary>
    public void Add(string site, long hour, EncodedRollup run)
    {
        _block.Clear();
        _block.Varint((uint)run.Head.Length);
        _block.Bytes(run.Head.Span);
        _block.Bytes(run.Body.Span);
        Append(site, hour, Run, _block);
    }

    /// <summary>Returns the body with all blocks added since the last <see cref="Clear"/>.</summary>
    public byte[] ToArray()
    {
        _body.Clear();
        _body.Varint((uint)_texts.Count - 1);
        for (var i = 1; i < _texts.Count; i++)
        {
            _body.Varint((uint)_texts[i].Length);
        }

        _body.Bytes(_texts.Bytes);
        _body.Fixed32(Checksum(_body.Written));
        _body.Bytes(_blocks.Written);
        return _body.ToArray();
    }

    /// <summary>The checksum of some bytes.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes) => (uint)XxHash64.Hash(bytes);

    private void Append(string site, long hour, byte kind, ByteSink content)
    {
        _blocks.Varint((uint)_texts.Intern(site));
        _blocks.Signed(hour / RollupPeriod.Hour);
        _blocks.Byte(kind);
        _blocks.Varint((uint)content.Length);
        _blocks.Fixed32(Checksum(content.Written));
        _blocks.Bytes(content.Written);
    }

    private void WriteEvent(RollupDraft rows, int fragment, int row, int previousFragment, ref int last)
    {
        var dimensions = rows.DimensionsOf(fragment);
        var optional = rows.OptionalValuesOf[row] < 0 ? OptionalValues.None : rows.OptionalValues[rows.OptionalValuesOf[row]];
        var parts = PartsOf(optional);
        var same = previousFragment >= 0 && dimensions.SequenceEqual(rows.DimensionsOf(previousFragment));
        var (key, previousVisitor) = (rows.KeyOf(row), rows.PreviousVisitors[fragment]);
        _block.Byte(
            (byte)(
                (previousVisitor == 0 ? 0 : LiveRowFlags.PreviousVisitor)
                | (key == 0 ? 0 : LiveRowFlags.Key)
                | (parts == LiveOptionalParts.None ? 0 : LiveRowFlags.OptionalValues)
                | (optional.NonInteractive ? LiveRowFlags.NonInteractive : 0)
                | (same ? LiveRowFlags.SameDimensions : 0)
            )
        );
        var milliseconds = (rows.Seconds[row] * 1000) + rows.Milliseconds[row];
        _block.Signed(milliseconds - last);
        last = milliseconds;
        _block.Fixed64(rows.Visitors[fragment]);
        if (previousVisitor != 0)
        {
            _block.Fixed64(previousVisitor);
        }

        if (key != 0)
        {
            _block.Fixed64(key);
        }

        _block.Varint((uint)Number(rows.Names[row]));
        _block.Varint((uint)Number(rows.Pages[row]));
        _block.Varint((uint)Number(rows.Hosts[row]));
        if (!same)
        {
            WriteDimensions(dimensions);
        }

        if (parts != LiveOptionalParts.None)
        {
            WriteOptionalValues(rows, optional, parts);
        }
    }

    private void WriteDimensions(ReadOnlySpan<int> dimensions)
    {
        var presence = 0u;
        for (var i = 0; i < dimensions.Length; i++)
        {
            presence |= dimensions[i] == 0 ? 0 : 1u << i;
        }

        _block.Varint(presence);
        foreach (var dimension in dimensions)
        {
            if (dimension != 0)
            {
                _block.Varint((uint)Number(dimension));
            }
        }
    }

    private void WriteOptionalValues(RollupDraft rows, in OptionalValues optional, LiveOptionalParts parts)
    {
        _block.Varint((uint)parts);
        if (optional.Value is { } value)
        {
            _block.Fixed64(BitConverter.DoubleToUInt64Bits(value));
        }

        if (optional.ScrollDepth >= 0)
        {
            _block.Varint((uint)optional.ScrollDepth);
        }

        if (optional.EngagementMilliseconds >= 0)
        {
            _block.Varint((ulong)optional.EngagementMilliseconds);
        }

        if (optional.Currency != 0)
        {
            _block.Varint((uint)Number(optional.Currency));
            _block.Signed(optional.AmountMicros);
        }

        if (optional.PropertyCount > 0)
        {
            _block.Varint((uint)optional.PropertyCount);
            for (var i = 0; i < optional.PropertyCount; i++)
            {
                var (propertyKey, text) = rows.Properties[optional.PropertiesAt + i];
                _block.Varint((uint)Number(propertyKey));
                _block.Varint((uint)Number(text));
            }
        }
    }

    private static LiveOptionalParts PartsOf(in OptionalValues optional) =>
        (optional.Value is null ? 0 : LiveOptionalParts.Value)
        | (optional.ScrollDepth < 0 ? 0 : LiveOptionalParts.ScrollDepth)
        | (optional.EngagementMilliseconds < 0 ? 0 : LiveOptionalParts.EngagementTime)
        | (optional.Currency == 0 ? 0 : LiveOptionalParts.Revenue)
        | (optional.PropertyCount == 0 ? 0 : LiveOptionalParts.Properties);

    /// <summary>Returns the number in this row of a text of the current pool.</summary>
    private int Number(int text)
    {
        if (text == 0)
        {
            return 0;
        }

        if (_stamps[text] != _stamp)
        {
            _stamps[text] = _stamp;
            _numbers[text] = _texts.Intern(_pool![text]);
        }

        return _numbers[text];
    }

    private void Use(TextPool pool)
    {
        if (!ReferenceEquals(_pool, pool))
        {
            _pool = pool;
            _stamp++;
        }

        if (_stamps.Length < pool.Count)
        {
            Array.Resize(ref _stamps, Math.Max(pool.Count, _stamps.Length * 2));
            Array.Resize(ref _numbers, _stamps.Length);
        }
    }
}
