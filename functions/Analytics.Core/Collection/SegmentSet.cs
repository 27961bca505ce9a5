using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// The segments of one request, by partition. A segment of at least <see cref="SegmentBytes"/> is followed by another one, so that each
/// fits into a message. Keeps its writers for the next request. Not thread-safe.
/// </summary>
internal sealed class SegmentSet(int partitionCount)
{
    /// <summary>
    /// Bytes after which a segment is closed. The largest event adds less than 500 KB, so a segment stays below the largest message.
    /// </summary>
    public const int SegmentBytes = 224 * 1024;

    private readonly EventSegmentWriter?[] _open = new EventSegmentWriter?[partitionCount];
    private readonly List<(int Partition, EventSegmentWriter Segment)> _segments = [];
    private readonly Stack<EventSegmentWriter> _spare = [];

    public int PartitionCount => partitionCount;

    /// <summary>The segments written since the last reset.</summary>
    public IReadOnlyList<(int Partition, EventSegmentWriter Segment)> Segments => _segments;

    /// <summary>Returns the writer for the partition's next event.</summary>
    public EventSegmentWriter For(int partition)
    {
        var segment = _open[partition];
        if (segment is not null && segment.ByteCount < SegmentBytes)
        {
            return segment;
        }

        segment = _spare.TryPop(out var spare) ? spare : new EventSegmentWriter();
        _open[partition] = segment;
        _segments.Add((partition, segment));
        return segment;
    }

    public void Reset()
    {
        foreach (var (_, segment) in _segments)
        {
            segment.Reset();
            _spare.Push(segment);
        }

        _segments.Clear();
        Array.Clear(_open);
    }
}
