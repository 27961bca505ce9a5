using System.Runtime.CompilerServices;

namespace Analytics.Core.EventLog;

/// <summary>
/// One event or traffic row as <see cref="EventSegmentReader"/> reads it; texts are indices into the segment's strings, −1 if absent.
/// </summary>
internal struct SegmentEvent
{
    public bool IsTraffic;
    public TrafficKind Traffic;
    public int TrafficCount;
    public EventFlags Flags;
    public long TimestampMilliseconds;
    public ulong Visitor;
    public ulong PreviousVisitor;
    public SegmentTexts Texts;
    public int PropertyCount;
    public int PropertiesAt;
    public int CurrencyIndex;
    public long AmountMicros;
    public double? Value;
    public int ScrollDepth;
    public long EngagementMilliseconds;
    public int OverrideCount;
    public int OverridesAt;

    /// <summary>True if the client sent the timestamp.</summary>
    public readonly bool HasClientTimestamp => (Flags & EventFlags.ClientTimestamp) != 0;

    /// <summary>The timestamp that an event with the same id must have to be the same event: the client's, without a rank.</summary>
    public readonly long IdentityMilliseconds =>
        (Flags & EventFlags.Ranked) == 0 ? TimestampMilliseconds : TimestampMilliseconds / 1000 * 1000;
}

/// <summary>The string index of each <see cref="EventField"/>.</summary>
[InlineArray(SegmentFormat.TextFields)]
internal struct SegmentTexts
{
    private int _first;
}
