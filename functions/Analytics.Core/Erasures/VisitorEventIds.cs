using Analytics.Core.EventLog;
using Analytics.Core.Periods;

namespace Analytics.Core.Erasures;

/// <summary>Collects the ids of the events that a visitor sent from messages of the event log. Not thread-safe.</summary>
/// <param name="scope">The events of the visitor.</param>
internal sealed class VisitorEventIds(ErasureScope scope)
{
    private readonly List<(int Offset, int Length)> _texts = [];

    /// <summary>The keys of the ids, with and without timestamps.</summary>
    public HashSet<ulong> Keys { get; } = [.. scope.SentKeys];

    /// <summary>Adds the ids of a message. A message that cannot be read adds none.</summary>
    public void Add(ReadOnlyMemory<byte> message)
    {
        try
        {
            var segments = EventMessage.Decode(message).Span;
            while (segments.IndexOf(scope.SiteBytes) >= 0)
            {
                var reader = new EventSegmentReader(segments, _texts);
                AddSegment(segments[..reader.Length], ref reader);
                segments = segments[reader.Length..];
            }
        }
        catch (InvalidDataException)
        {
            // The pass that erases counts unreadable messages.
            return;
        }
    }

    private void AddSegment(ReadOnlySpan<byte> segment, ref EventSegmentReader reader)
    {
        SegmentEvent row = default;
        while (reader.TryRead(ref row))
        {
            if (
                !row.IsTraffic
                && row.Visitor == scope.Visitor
                && Text(segment, row, EventField.Site).SequenceEqual(scope.SiteBytes)
                && KeyOf(segment, row) is not 0 and var key
            )
            {
                Keys.Add(key);
            }
        }
    }

    private ulong KeyOf(ReadOnlySpan<byte> segment, in SegmentEvent row) =>
        EventIdentity.KeyOf(Text(segment, row, EventField.Id), row.HasClientTimestamp, row.TimestampMilliseconds);

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> segment, in SegmentEvent row, EventField field) =>
        row.Texts[(int)field] is >= 0 and var text ? segment.Slice(_texts[text].Offset, _texts[text].Length) : [];
}
