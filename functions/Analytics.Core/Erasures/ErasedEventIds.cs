using Analytics.Core.EventLog;
using Analytics.Core.Periods;

namespace Analytics.Core.Erasures;

/// <summary>
/// Collects the ids of the events to erase from messages of the event log: of a visitor all; of a range those that a day which keeps other
/// events may have among its ids. Not thread-safe.
/// </summary>
/// <param name="scope">The events to erase.</param>
internal sealed class ErasedEventIds(ErasureScope scope)
{
    private readonly List<(int Offset, int Length)> _texts = [];

    /// <summary>The keys of the ids, of a visitor also those without timestamps. Callers remove those that they have stored.</summary>
    public HashSet<ulong> Keys { get; } = [];

    /// <summary>True if a message had events of visitors to erase, or could not be read.</summary>
    public bool HasFound { get; private set; }

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
            HasFound = true;
        }
    }

    private void AddSegment(ReadOnlySpan<byte> segment, ref EventSegmentReader reader)
    {
        SegmentEvent row = default;
        while (reader.TryRead(ref row))
        {
            if (!row.IsTraffic && IsWanted(row) && Text(segment, row, EventField.Site).SequenceEqual(scope.SiteBytes))
            {
                HasFound = true;
                if (KeyOf(segment, row) is not 0 and var key)
                {
                    Keys.Add(key);
                }
            }
        }
    }

    private bool IsWanted(in SegmentEvent row) =>
        scope.IsOfVisitors
            ? scope.IsOf(row.Visitor)
            : row.HasClientTimestamp && scope.IsInPartialDay((long)Math.Floor(row.TimestampMilliseconds / 1000.0));

    private ulong KeyOf(ReadOnlySpan<byte> segment, in SegmentEvent row) =>
        EventIdentity.KeyOf(Text(segment, row, EventField.Id), row.HasClientTimestamp, row.IdentityMilliseconds);

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> segment, in SegmentEvent row, EventField field) =>
        row.Texts[(int)field] is >= 0 and var text ? segment.Slice(_texts[text].Offset, _texts[text].Length) : [];
}
