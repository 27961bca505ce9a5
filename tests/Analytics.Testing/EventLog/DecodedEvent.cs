using Analytics.Core.EventLog;

namespace Analytics.Testing.EventLog;

/// <summary>One row of a segment with its texts resolved.</summary>
public sealed record DecodedEvent
{
    public bool IsTraffic { get; init; }

    public TrafficKind Traffic { get; init; }

    public int TrafficCount { get; init; }

    public int Partition { get; init; }

    public EventFlags Flags { get; init; }

    public long TimestampMilliseconds { get; init; }

    public ulong Visitor { get; init; }

    public ulong PreviousVisitor { get; init; }

    public required Dictionary<EventField, string> Texts { get; init; }

    public required List<(string Key, string Value)> Properties { get; init; }

    public required List<(int Dimension, string Value)> Overrides { get; init; }

    public string? Currency { get; init; }

    public long AmountMicros { get; init; }

    public double? Value { get; init; }

    public int ScrollDepth { get; init; }

    public long EngagementMilliseconds { get; init; }

    public string Text(EventField field) => Texts.GetValueOrDefault(field, "");
}
