using System.Text;
using Analytics.Core.EventLog;

namespace Analytics.Testing.EventLog;

/// <summary>Decodes messages and segments into rows that a test can look at; text that is not UTF-8 throws.</summary>
public static class SegmentDecoder
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static List<DecodedEvent> Decode(IEnumerable<LogRecord> records) =>
        [.. records.SelectMany(record => DecodeSegments(EventMessage.Decode(record.Body).Span, record.Partition))];

    public static List<DecodedEvent> DecodeSegments(ReadOnlySpan<byte> segments, int partition = 0)
    {
        var rows = new List<DecodedEvent>();
        var offsets = new List<(int Offset, int Length)>();
        while (!segments.IsEmpty)
        {
            var reader = new EventSegmentReader(segments, offsets);
            var texts = new List<string>();
            foreach (var (offset, length) in offsets)
            {
                texts.Add(Text(segments.Slice(offset, length)));
            }

            var row = default(SegmentEvent);
            while (reader.TryRead(ref row))
            {
                rows.Add(row.IsTraffic ? Traffic(row, texts, partition) : Event(ref reader, row, texts, partition));
            }

            segments = segments[reader.Length..];
        }

        return rows;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException("A text is not UTF-8.", exception);
        }
    }

    private static DecodedEvent Traffic(SegmentEvent row, List<string> texts, int partition) =>
        new()
        {
            IsTraffic = true,
            Traffic = row.Traffic,
            TrafficCount = row.TrafficCount,
            Partition = partition,
            TimestampMilliseconds = row.TimestampMilliseconds,
            Texts = new() { [EventField.Site] = texts[row.Texts[(int)EventField.Site]] },
            Properties = [],
            Overrides = [],
        };

    private static DecodedEvent Event(ref EventSegmentReader reader, SegmentEvent row, List<string> texts, int partition)
    {
        var fields = new Dictionary<EventField, string>();
        foreach (var field in Enum.GetValues<EventField>())
        {
            if (row.Texts[(int)field] is >= 0 and var index)
            {
                fields.Add(field, texts[index]);
            }
        }

        var properties = new List<(string, string)>();
        var at = row.PropertiesAt;
        for (var i = 0; i < row.PropertyCount; i++)
        {
            var (key, value) = reader.ReadPair(ref at);
            properties.Add((texts[key], texts[value]));
        }

        var overrides = new List<(int, string)>();
        at = row.OverridesAt;
        for (var i = 0; i < row.OverrideCount; i++)
        {
            var (dimension, value) = reader.ReadPair(ref at);
            overrides.Add((dimension, texts[value]));
        }

        return new DecodedEvent
        {
            Partition = partition,
            Flags = row.Flags,
            TimestampMilliseconds = row.TimestampMilliseconds,
            Visitor = row.Visitor,
            PreviousVisitor = row.PreviousVisitor,
            Texts = fields,
            Properties = properties,
            Overrides = overrides,
            Currency = row.CurrencyIndex < 0 ? null : texts[row.CurrencyIndex],
            AmountMicros = row.CurrencyIndex < 0 ? 0 : row.AmountMicros,
            Value = row.Value,
            ScrollDepth = row.ScrollDepth,
            EngagementMilliseconds = row.EngagementMilliseconds,
        };
    }
}
