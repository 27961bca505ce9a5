using System.Buffers;
using Analytics.Core.Bytes;
using Analytics.Core.Dimensions;
using Analytics.Core.Text;

namespace Analytics.Core.EventLog;

/// <summary>
/// Writes collected events into one segment (see <see cref="SegmentFormat"/>). Call <see cref="BeginEvent"/>, the setters in any order,
/// then
/// <see cref="EndEvent"/>. Equal strings are stored once. Reusable after <see cref="Reset"/>; grows its buffers and keeps them, so that a
/// pooled writer allocates nothing. Not thread-safe.
/// </summary>
public sealed class EventSegmentWriter
{
    private readonly TextTable _texts = new();
    private readonly int[] _fields = new int[SegmentFormat.TextFields];
    private readonly List<(int Key, int Value)> _properties = [];
    private readonly List<(int Dimension, int Value)> _overrides = [];
    private byte[] _rows = new byte[4096];
    private int _rowBytes;
    private long _previousTimestamp;
    private long _timestamp;
    private EventFlags _flags;
    private uint _presence;
    private ulong _visitor;
    private ulong _previousVisitor;
    private int _currency;
    private long _amountMicros;
    private double _value;
    private int _scrollDepth;
    private long _engagementMilliseconds;

    /// <summary>Events written since the last reset.</summary>
    public int EventCount { get; private set; }

    /// <summary>True if nothing was written since the last reset.</summary>
    public bool IsEmpty => _rowBytes == 0;

    /// <summary>Approximate length of the segment, in bytes.</summary>
    public int ByteCount => _rowBytes + _texts.ByteCount + (_texts.Count * 2) + 16;

    /// <summary>Removes everything written.</summary>
    public void Reset()
    {
        _rowBytes = 0;
        _previousTimestamp = 0;
        EventCount = 0;
        _texts.Clear();
    }

    /// <summary>Starts an event.</summary>
    /// <param name="timestampMilliseconds">Time of the event, Unix milliseconds.</param>
    /// <param name="visitor">The visitor id.</param>
    /// <param name="previousVisitor">The id under yesterday's salt in the first 30 minutes of a day; otherwise 0.</param>
    /// <param name="flags">Its flags.</param>
    public void BeginEvent(long timestampMilliseconds, ulong visitor, ulong previousVisitor, EventFlags flags)
    {
        _timestamp = timestampMilliseconds;
        _visitor = visitor;
        _previousVisitor = previousVisitor;
        _flags = flags;
        _presence = previousVisitor == 0 ? 0 : SegmentFormat.HasPreviousVisitor;
        _properties.Clear();
        _overrides.Clear();
    }

    /// <summary>Sets a text field; empty text is not stored.</summary>
    public void Set(EventField field, ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty)
        {
            _fields[(int)field] = _texts.Intern(utf8);
            _presence |= 1u << (int)field;
        }
    }

    /// <summary>Adds a custom property.</summary>
    public void AddProperty(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _properties.Add((_texts.Intern(key), _texts.Intern(value)));
        _presence |= SegmentFormat.HasProperties;
    }

    /// <summary>Sets revenue.</summary>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="amountMicros">Amount in millionths of the currency's unit.</param>
    public void SetRevenue(ReadOnlySpan<byte> currency, long amountMicros)
    {
        _currency = _texts.Intern(currency);
        _amountMicros = amountMicros;
        _presence |= SegmentFormat.HasRevenue;
    }

    /// <summary>Sets the event's number, which must be finite.</summary>
    public void SetValue(double value)
    {
        _value = value;
        _presence |= SegmentFormat.HasValue;
    }

    /// <summary>Sets the scroll depth of the page, 0–100 per cent.</summary>
    public void SetScrollDepth(int percent)
    {
        _scrollDepth = percent;
        _presence |= SegmentFormat.HasScrollDepth;
    }

    /// <summary>Sets the time for which the page was visible.</summary>
    public void SetEngagementTime(long milliseconds)
    {
        _engagementMilliseconds = milliseconds;
        _presence |= SegmentFormat.HasEngagementTime;
    }

    /// <summary>Sets a visit dimension that has no <see cref="EventField"/>; an empty value is not stored.</summary>
    /// <remarks>
    /// A reader that does not know the dimension skips it, so a release that adds one can run beside the previous release.
    /// </remarks>
    /// <param name="dimension">The dimension.</param>
    /// <param name="value">The value. A value that an import sets afterwards with <see cref="AddOverride"/> replaces it.</param>
    public void Set(VisitDimension dimension, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            AddOverride((int)dimension, value);
        }
    }

    /// <summary>Sets a dimension directly, as an import can; an empty value means not set.</summary>
    /// <param name="dimension">The number of a visit dimension, or <see cref="EventSegmentReader.HostnameOverride"/>.</param>
    /// <param name="value">The value.</param>
    public void AddOverride(int dimension, ReadOnlySpan<byte> value)
    {
        _overrides.Add((dimension, _texts.Intern(value)));
        _presence |= SegmentFormat.HasOverrides;
    }

    /// <summary>Completes the event.</summary>
    public void EndEvent()
    {
        var needed = 96 + ((SegmentFormat.TextFields + (2 * (_properties.Count + _overrides.Count))) * 5);
        var target = Reserve(needed);
        target[0] = SegmentFormat.EventRow;
        target[1] = (byte)_flags;
        var offset = 2;
        offset += Varint.Write(target[offset..], _presence);
        offset += Varint.Write(target[offset..], Varint.ZigZag(_timestamp - _previousTimestamp));
        _previousTimestamp = _timestamp;
        BitConverter.TryWriteBytes(target[offset..], _visitor);
        offset += 8;
        if (_previousVisitor != 0)
        {
            BitConverter.TryWriteBytes(target[offset..], _previousVisitor);
            offset += 8;
        }

        for (var field = 0; field < SegmentFormat.TextFields; field++)
        {
            if ((_presence & (1u << field)) != 0)
            {
                offset += Varint.Write(target[offset..], (uint)_fields[field]);
            }
        }

        offset += WriteOptionalParts(target[offset..]);
        _rowBytes += offset;
        EventCount++;
    }

    /// <summary>Adds a number of events of a site that were not collected.</summary>
    public void AddTraffic(TrafficKind kind, long timestampMilliseconds, ReadOnlySpan<byte> site, int count)
    {
        var siteIndex = _texts.Intern(site);
        var target = Reserve(32);
        target[0] = SegmentFormat.TrafficRow;
        target[1] = (byte)kind;
        var offset = 2;
        offset += Varint.Write(target[offset..], Varint.ZigZag(timestampMilliseconds - _previousTimestamp));
        _previousTimestamp = timestampMilliseconds;
        offset += Varint.Write(target[offset..], (uint)siteIndex);
        offset += Varint.Write(target[offset..], (uint)count);
        _rowBytes += offset;
    }

    /// <summary>Appends the finished segment.</summary>
    public void CopyTo(IBufferWriter<byte> target)
    {
        var header = target.GetSpan(1 + Varint.MaxBytes);
        header[0] = SegmentFormat.Version;
        target.Advance(1 + Varint.Write(header[1..], (uint)_rowBytes));
        target.Write(_rows.AsSpan(0, _rowBytes));
        var lengths = target.GetSpan((_texts.Count + 1) * Varint.MaxBytes);
        var offset = Varint.Write(lengths, (uint)_texts.Count);
        for (var i = 0; i < _texts.Count; i++)
        {
            offset += Varint.Write(lengths[offset..], (uint)_texts[i].Length);
        }

        target.Advance(offset);
        target.Write(_texts.Bytes);
    }

    private int WriteOptionalParts(Span<byte> target)
    {
        var offset = 0;
        if ((_presence & SegmentFormat.HasProperties) != 0)
        {
            offset += Varint.Write(target[offset..], (uint)_properties.Count);
            foreach (var (key, value) in _properties)
            {
                offset += Varint.Write(target[offset..], (uint)key);
                offset += Varint.Write(target[offset..], (uint)value);
            }
        }

        if ((_presence & SegmentFormat.HasRevenue) != 0)
        {
            offset += Varint.Write(target[offset..], (uint)_currency);
            offset += Varint.Write(target[offset..], Varint.ZigZag(_amountMicros));
        }

        if ((_presence & SegmentFormat.HasValue) != 0)
        {
            BitConverter.TryWriteBytes(target[offset..], _value);
            offset += 8;
        }

        if ((_presence & SegmentFormat.HasScrollDepth) != 0)
        {
            offset += Varint.Write(target[offset..], (uint)_scrollDepth);
        }

        if ((_presence & SegmentFormat.HasEngagementTime) != 0)
        {
            offset += Varint.Write(target[offset..], (ulong)_engagementMilliseconds);
        }

        if ((_presence & SegmentFormat.HasOverrides) != 0)
        {
            offset += Varint.Write(target[offset..], (uint)_overrides.Count);
            foreach (var (dimension, value) in _overrides)
            {
                offset += Varint.Write(target[offset..], (uint)dimension);
                offset += Varint.Write(target[offset..], (uint)value);
            }
        }

        return offset;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_rows.Length - _rowBytes < bytes)
        {
            Array.Resize(ref _rows, Math.Max(_rows.Length * 2, _rowBytes + bytes));
        }

        return _rows.AsSpan(_rowBytes);
    }
}
