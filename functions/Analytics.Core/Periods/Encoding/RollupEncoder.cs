using Analytics.Core.Bytes;
using Analytics.Core.Hashing;

namespace Analytics.Core.Periods.Encoding;

/// <summary>
/// Encodes rollups: a head of header and totals, and a body of columns, each of which can be decoded separately. Integers are LEB128, "z"
/// zigzag, unless stated otherwise. Heads are bounded: totals have at most 744 slots, and revenue, which comes in many currencies, is a
/// column.
/// <code>
/// head      = "AR", version (1 byte), tier (1 byte), z start in seconds, threshold (8 bytes), logic version, visitors, visits, events,
///             body length, body xxHash64 (8 bytes), inclusion, totals, in version 3 segments, in days hours and ids,
///             xxHash64 of all before (8 bytes)
/// inclusion = partition count, (partition, range count, (first, last − first)…)…; empty in a day with hours
/// totals    = slot count, (slot, presence (1 byte, a bit a metric), z count of each present metric…)…
/// segments  = bits of a prefix, count, (prefix, xxHash64 (8 bytes), chunks, bytes, visitors, visits, events)…
/// hours     = set of hours (a bit an hour), (inclusion; 0 partitions for that of the hour before)…
/// ids       = 1 (1 byte) if the day's rows have the ids of its events; 2 (1 byte) and shards if these have them; nothing otherwise
/// shards    = bits of a prefix, count, (prefix, xxHash64 (8 bytes), keys)…
/// body      = column count, (column id, byte length)…, property key texts in order of their ids, columns…
/// rare      = (a column) count, events, keys, values of properties that have no column of their own
/// revenue   = (a column) count, (slot, currency length and text, z amount of 128 bits, count)…
/// </code>
/// Days of older releases have no hours and ids.
/// Reusable, not thread-safe.
/// </summary>
public sealed class RollupEncoder
{
    /// <summary>Version of a rollup with its rows.</summary>
    internal const byte Version = 2;

    /// <summary>Version of a manifest: a rollup whose rows are in segments, and whose body has only revenue totals.</summary>
    internal const byte ManifestVersion = 3;

    /// <summary>Flag of a day whose rows have the ids of its events.</summary>
    internal const byte IdsKept = 1;

    /// <summary>Flag of a day whose event ids are in shards.</summary>
    internal const byte IdsApart = 2;

    // Of a log's 2,400 paths, Brotli of quality 2 leaves 25% in a quarter of the time in which quality 5 leaves 22%.
    private const int FastQuality = 2;
    private const int SmallQuality = 5;

    private readonly ByteSink _column = new();
    private readonly ByteSink _columns = new();
    private readonly ByteSink _body = new();
    private readonly List<(int Id, int Length)> _directory = [];
    private int? _quality;

    /// <summary>Encodes a rollup.</summary>
    /// <param name="rollup">The rollup.</param>
    /// <param name="compress">True to compress dictionaries, as for stored rollups; false for live blocks.</param>
    /// <param name="summarise">True to add the facts of visits that queries read.</param>
    public EncodedRollup Encode(Rollup rollup, bool compress, bool summarise = false)
    {
        _columns.Clear();
        _directory.Clear();

        // Rows of hours go after some days, so compressing them fast is worth more than the last eighth of their texts.
        _quality =
            !compress ? null
            : rollup.Period.Tier == RollupTier.Hour ? FastQuality
            : SmallQuality;
        var columns = rollup.Columns;
        if (rollup.Segments is not null)
        {
            AddRevenueTotals(columns);
            var manifest = Body(columns);
            return new(EncodeHead(rollup, manifest), manifest);
        }

        Add(ColumnId.Visitors, sink => IntegerCodec.WriteAscending(sink, columns.Visitors.Value));
        Add(ColumnId.VisitsOfVisitor, sink => IntegerCodec.Write(sink, columns.VisitsOfVisitor.Value));
        Add(ColumnId.EventsOfVisit, sink => IntegerCodec.Write(sink, columns.EventsOfVisit.Value));
        AddTimes(columns);
        AddSparse(ColumnId.Aliases, columns.Aliases.Value, WriteIds);
        AddSparse(ColumnId.PreviousVisitors, columns.PreviousVisitors.Value, WriteIds);
        AddMilliseconds(columns);
        AddSparse(ColumnId.NonInteractive, columns.NonInteractive.Value, (sink, values) => IntegerCodec.Write(sink, values));
        AddSparse(ColumnId.Keys, columns.Keys.Value, WriteIds);
        AddSparse(
            ColumnId.Values,
            columns.Values.Value,
            (sink, values) =>
            {
                foreach (var value in values)
                {
                    sink.Fixed64(BitConverter.DoubleToUInt64Bits(value));
                }
            }
        );
        AddSparse(ColumnId.ScrollDepths, columns.ScrollDepths.Value, (sink, values) => IntegerCodec.Write(sink, values));
        AddSparse(
            ColumnId.EngagementMilliseconds,
            columns.EngagementMilliseconds.Value,
            (sink, values) => IntegerCodec.Write(sink, values)
        );
        AddRevenue(columns);
        if (summarise)
        {
            AddSummary(columns);
        }

        for (var i = 0; i < columns.VisitTexts.Count; i++)
        {
            AddText(ColumnId.FirstVisitText + i, columns.VisitTexts[i].Value);
        }

        for (var i = 0; i < columns.EventTexts.Count; i++)
        {
            AddText(ColumnId.FirstEventText + i, columns.EventTexts[i].Value);
        }

        AddProperties(columns.Properties);
        var body = Body(columns);
        return new(EncodeHead(rollup, body), body);
    }

    /// <summary>Returns the head of a rollup whose body is already encoded.</summary>
    internal static byte[] EncodeHead(Rollup rollup, ReadOnlyMemory<byte> body)
    {
        var head = new ByteSink();
        head.Bytes("AR"u8);
        head.Byte(rollup.Segments is null ? Version : ManifestVersion);
        head.Byte((byte)rollup.Period.Tier);
        head.Signed(rollup.Period.Start);
        head.Fixed64(rollup.Threshold);
        head.Varint((uint)rollup.LogicVersion);
        head.Varint((uint)rollup.VisitorCount);
        head.Varint((uint)rollup.VisitCount);
        head.Varint((uint)rollup.EventCount);
        head.Varint((uint)body.Length);
        head.Fixed64(XxHash64.Hash(body.Span));
        TotalsCodec.Write(head, rollup.Hours is null ? rollup.Included : Inclusion.None);
        TotalsCodec.Write(head, rollup.Totals);
        if (rollup.Segments is { } segments)
        {
            SegmentListCodec.Write(head, segments);
        }

        if (rollup.Hours is { } hours)
        {
            TotalsCodec.Write(head, hours);
            if (rollup.HasIds)
            {
                head.Byte(IdsKept);
            }
            else if (rollup.Ids is { } ids)
            {
                head.Byte(IdsApart);
                IdShardListCodec.Write(head, ids);
            }
        }

        head.Fixed64(XxHash64.Hash(head.Written));
        return head.ToArray();
    }

    private void AddTimes(RollupColumns columns)
    {
        var seconds = columns.Seconds.Value;
        var eventsOfVisit = columns.EventsOfVisit.Value;
        var starts = new int[columns.VisitCount];
        var gaps = new int[columns.EventCount - columns.VisitCount];
        int row = 0,
            gap = 0;
        for (var visit = 0; visit < starts.Length; visit++)
        {
            starts[visit] = seconds[row++];
            for (var i = 1; i < eventsOfVisit[visit]; i++, row++)
            {
                gaps[gap++] = seconds[row] - seconds[row - 1];
            }
        }

        Add(ColumnId.VisitStarts, sink => IntegerCodec.Write(sink, starts));
        Add(ColumnId.Gaps, sink => IntegerCodec.Write(sink, gaps));
    }

    /// <summary>Facts of visits, without those that follow from other columns.</summary>
    private void AddSummary(RollupColumns columns)
    {
        var summary = columns.Summary;
        AddIntegers(ColumnId.VisitSpans, summary.Spans);
        if (summary.Events is { } events)
        {
            AddIntegers(ColumnId.CountedStarts, Array.ConvertAll(summary.Starts, start => start + 1));
            AddIntegers(ColumnId.CountedSpans, [.. summary.Starts.Select((start, visit) => start < 0 ? 0 : summary.Ends[visit] - start)]);
            AddIntegers(ColumnId.CountedEvents, events);
        }

        var counted = summary.Events ?? columns.EventsOfVisit.Value;
        if (summary.Pageviews is { } pageviews)
        {
            AddIntegers(ColumnId.OtherEvents, [.. counted.Select((count, visit) => count - pageviews[visit])]);
        }

        if (columns.NonInteractive.Value.Count > 0)
        {
            AddIntegers(ColumnId.ExemptEvents, [.. counted.Select((count, visit) => count - summary.Counting[visit])]);
        }

        void AddIntegers(ColumnId id, int[] values) => Add(id, sink => IntegerCodec.Write(sink, values));
    }

    private void AddSparse<T>(ColumnId id, SparseColumn<T> column, Action<ByteSink, T[]> writeValues)
    {
        if (column.Count == 0)
        {
            return;
        }

        Add(
            id,
            sink =>
            {
                WriteRows(sink, column.Rows);
                writeValues(sink, column.Values);
            }
        );
    }

    private void AddRevenue(RollupColumns columns)
    {
        var revenue = columns.Revenue.Value;
        if (revenue.Rows.Length > 0)
        {
            Add(
                ColumnId.Revenue,
                sink =>
                {
                    WriteRows(sink, revenue.Rows);
                    TextCodec.Write(sink, revenue.Currencies, _quality);
                    IntegerCodec.Write(sink, revenue.AmountMicros);
                }
            );
        }

        AddRevenueTotals(columns);
    }

    private void AddRevenueTotals(RollupColumns columns)
    {
        if (columns.RevenueTotals.Value.All.Count > 0)
        {
            Add(ColumnId.RevenueTotals, sink => TotalsCodec.Write(sink, columns.RevenueTotals.Value));
        }
    }

    /// <summary>Adds the milliseconds of all rows if most rows have them, otherwise of single rows.</summary>
    private void AddMilliseconds(RollupColumns columns)
    {
        var milliseconds = columns.Milliseconds.Value;
        if (milliseconds.Count <= columns.EventCount / 2)
        {
            AddSparse(ColumnId.Milliseconds, milliseconds, (sink, values) => IntegerCodec.Write(sink, values));
            return;
        }

        var all = new int[columns.EventCount];
        for (var i = 0; i < milliseconds.Count; i++)
        {
            all[milliseconds.Rows[i]] = milliseconds.Values[i];
        }

        Add(
            ColumnId.Milliseconds,
            sink =>
            {
                sink.Varint((uint)all.Length);
                IntegerCodec.Write(sink, all);
            }
        );
    }

    private static void WriteRows(ByteSink sink, int[] rows)
    {
        sink.Varint((uint)rows.Length);
        IntegerCodec.WriteAscending(sink, rows);
    }

    private static void WriteIds(ByteSink sink, ulong[] ids)
    {
        foreach (var id in ids)
        {
            sink.Fixed64(id);
        }
    }

    private void AddProperties(PropertyColumns properties)
    {
        var rare = properties.Rare.Value;
        if (rare.Rows.Length > 0)
        {
            Add(
                ColumnId.RareProperties,
                sink =>
                {
                    WriteRows(sink, rare.Rows);
                    TextCodec.Write(sink, rare.Keys, _quality);
                    TextCodec.Write(sink, rare.Values, _quality);
                }
            );
        }

        for (var i = 0; i < properties.Common.Count; i++)
        {
            var property = properties.Common[i].Value.Value;
            Add(
                ColumnId.FirstProperty + i,
                sink =>
                {
                    WriteRows(sink, property.Rows);
                    TextCodec.Write(sink, property.Values, _quality);
                }
            );
        }
    }

    private void AddText(ColumnId id, TextColumn column)
    {
        if (column.Texts.Count > 1 || (column.Texts.Count == 1 && column.Texts[0].Length > 0))
        {
            Add(id, sink => TextCodec.Write(sink, column, _quality));
        }
    }

    private void Add(ColumnId id, Action<ByteSink> write)
    {
        _column.Clear();
        write(_column);
        _directory.Add(((int)id, _column.Length));
        _columns.Bytes(_column.Written);
    }

    private byte[] Body(RollupColumns columns)
    {
        _body.Clear();
        _body.Varint((uint)_directory.Count);
        foreach (var (id, length) in _directory)
        {
            _body.Varint((uint)id);
            _body.Varint((uint)length);
        }

        foreach (var (key, _) in columns.Properties.Common)
        {
            _body.Text(key);
        }

        _body.Bytes(_columns.Written);
        return _body.ToArray();
    }
}
