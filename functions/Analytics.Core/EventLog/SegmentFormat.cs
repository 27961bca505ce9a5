namespace Analytics.Core.EventLog;

/// <summary>
/// The bytes of a segment: the events of one request for one partition. All integers are unsigned LEB128 unless said otherwise.
/// <code>
/// segment  = version (1 byte, = 1), byte length of rows, rows, string count, byte lengths of the strings…, UTF-8 bytes of the strings…
/// row      = record kind (1 byte)
/// event    = kind 0, flags (1 byte), presence (see below), Δ timestamp (zigzag, ms since the previous row, the first since 0),
///            visitor (8 bytes, little endian), [previous visitor (8 bytes)],
///            one string index per present text field in the order of EventField,
///            [property count, (key index, value index)…], [currency index, amount in millionths (zigzag)],
///            [value (8 bytes, IEEE 754)], [scroll depth], [engagement time in ms],
///            [override count, (dimension number, value index)…]
/// traffic  = kind 1, TrafficKind (1 byte), Δ timestamp (zigzag), site index, count
/// presence = bits 0–12 the text fields, then the optional parts: see the constants
/// </code>
/// </summary>
internal static class SegmentFormat
{
    public const byte Version = 1;
    public const byte EventRow = 0;
    public const byte TrafficRow = 1;
    public const int TextFields = 13;
    public const uint HasPreviousVisitor = 1u << 13;
    public const uint HasProperties = 1u << 14;
    public const uint HasRevenue = 1u << 15;
    public const uint HasValue = 1u << 16;
    public const uint HasScrollDepth = 1u << 17;
    public const uint HasEngagementTime = 1u << 18;
    public const uint HasOverrides = 1u << 19;
}
