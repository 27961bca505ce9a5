using Analytics.Core.Bytes;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;

namespace Analytics.Core.Erasures;

/// <summary>
/// Removes events from messages of the event log. Other rows are copied unchanged, so that their text numbers hold; texts that no
/// remaining row names become empty. Not thread-safe.
/// </summary>
/// <param name="scope">The events to remove.</param>
internal sealed class MessageEraser(ErasureScope scope)
{
    private readonly List<(int Offset, int Length)> _texts = [];
    private readonly List<int> _namedTexts = [];
    private readonly ByteSink _message = new();
    private readonly ByteSink _rows = new();

    /// <summary>Number of events removed.</summary>
    public long Events { get; private set; }

    /// <summary>Messages that cannot be read and may contain events of the scope.</summary>
    public long Unreadable { get; private set; }

    /// <summary>The ids without a timestamp of removed events, with their seconds.</summary>
    public HashSet<(ulong Key, long Second)> UntimedIds { get; } = [];

    /// <summary>
    /// Hours with events of other visitors whose ids the erased visitor also sent: seconds, Unix time. Their counts may change.
    /// </summary>
    public SortedSet<long> SharedHours { get; } = [];

    /// <summary>The keys of these ids.</summary>
    public HashSet<ulong> SharedKeys { get; } = [];

    /// <summary>Returns the message without the events; null if it contains none of them.</summary>
    public ReadOnlyMemory<byte>? Erase(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> segments;
        try
        {
            segments = EventMessage.Decode(message);
        }
        catch (InvalidDataException)
        {
            // The message cannot be read, so it is unknown whether it contains events of the site.
            Unreadable++;
            return null;
        }

        if (segments.Span.IndexOf(scope.SiteBytes) < 0)
        {
            return null;
        }

        try
        {
            // A null literal beside an array would be an empty message.
            return EraseSegments(segments.Span) ? EventMessage.Encode(_message.Written) : default(ReadOnlyMemory<byte>?);
        }
        catch (InvalidDataException)
        {
            Unreadable++;
            return null;
        }
    }

    private bool EraseSegments(ReadOnlySpan<byte> segments)
    {
        var isChanged = false;
        _message.Clear();
        while (!segments.IsEmpty)
        {
            var reader = new EventSegmentReader(segments, _texts) { NamedTexts = _namedTexts };
            isChanged |= EraseSegment(segments[..reader.Length], ref reader);
            segments = segments[reader.Length..];
        }

        return isChanged;
    }

    /// <summary>Appends a segment without the events.</summary>
    /// <returns>True if it had any of them.</returns>
    private bool EraseSegment(ReadOnlySpan<byte> segment, ref EventSegmentReader reader)
    {
        _rows.Clear();
        var (isChanged, last) = (false, 0L);
        var named = new bool[reader.TextCount];
        SegmentEvent row = default;
        while (true)
        {
            _namedTexts.Clear();
            var start = reader.Position;
            if (!reader.TryRead(ref row))
            {
                break;
            }

            if (IsErased(segment, row))
            {
                isChanged = true;
                continue;
            }

            Copy(segment[start..reader.Position], row.TimestampMilliseconds - last);
            last = row.TimestampMilliseconds;
            foreach (var text in _namedTexts)
            {
                named[text] = true;
            }
        }

        if (!isChanged)
        {
            _message.Bytes(segment);
        }
        else if (_rows.Length > 0)
        {
            Append(segment, named);
        }

        return isChanged;
    }

    private bool IsErased(ReadOnlySpan<byte> segment, in SegmentEvent row)
    {
        var second = (long)Math.Floor(row.TimestampMilliseconds / 1000.0);
        if (!Text(segment, row.Texts[(int)EventField.Site]).SequenceEqual(scope.SiteBytes))
        {
            return false;
        }

        if (row.IsTraffic)
        {
            return scope.ContainsCounts(second);
        }

        var key = EventIdentity.KeyOf(Text(segment, row.Texts[(int)EventField.Id]), row.HasClientTimestamp, row.IdentityMilliseconds);
        if (!scope.Contains(row.Visitor, second, key))
        {
            if (scope.SentKeys.Contains(key))
            {
                SharedHours.Add(RollupPeriod.Of(RollupTier.Hour, second).Start);
                SharedKeys.Add(key);
            }

            return false;
        }

        Events++;
        if (key != 0 && !EventIdentity.IsTimed(key))
        {
            UntimedIds.Add((key, second));
        }

        return true;
    }

    /// <summary>Copies a row with another distance from the row before it.</summary>
    private void Copy(ReadOnlySpan<byte> row, long distance)
    {
        // Kind, flags, and of an event its presence.
        var offset = 2;
        if (row[0] == SegmentFormat.EventRow)
        {
            Varint.Read(row, ref offset);
        }

        _rows.Bytes(row[..offset]);
        _rows.Signed(distance);
        Varint.Read(row, ref offset);
        _rows.Bytes(row[offset..]);
    }

    private void Append(ReadOnlySpan<byte> segment, bool[] named)
    {
        _message.Byte(SegmentFormat.Version);
        _message.Varint((uint)_rows.Length);
        _message.Bytes(_rows.Written);
        _message.Varint((uint)named.Length);
        for (var i = 0; i < named.Length; i++)
        {
            _message.Varint(named[i] ? (uint)_texts[i].Length : 0);
        }

        for (var i = 0; i < named.Length; i++)
        {
            _message.Bytes(named[i] ? Text(segment, i) : []);
        }
    }

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> segment, int text) =>
        text < 0 ? [] : segment.Slice(_texts[text].Offset, _texts[text].Length);
}
