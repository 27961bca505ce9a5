using System.Buffers;
using System.Text;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.EventLog;

public sealed class EventSegmentTests
{
    [Fact]
    public void What_is_written_is_read_whatever_it_is()
    {
        var writer = new EventSegmentWriter();
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            writer.Reset();
            var expected = Enumerable.Range(0, random.Next(1, 60)).Select(_ => WriteRandom(writer, random)).ToList();
            var bytes = Finish(writer);

            var actual = SegmentDecoder.DecodeSegments(bytes);

            Assert.Equal(expected.Select(Describe), actual.Select(Describe));
            Assert.True(bytes.Length <= writer.ByteCount + (5 * 60 * 40), "the writer's estimate is too low");
        }
    }

    [Fact]
    public void Segments_follow_each_other_in_a_message_compressed_or_not()
    {
        var segments = new ArrayBufferWriter<byte>();
        var writer = new EventSegmentWriter();
        var random = new Random(5);
        var expected = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            writer.Reset();
            expected.Add(Describe(WriteRandom(writer, random)));
            writer.CopyTo(segments);
        }

        foreach (var compress in new[] { false, true })
        {
            var decoded = EventMessage.Decode(EventMessage.Encode(segments.WrittenSpan, compress));
            Assert.Equal(expected, SegmentDecoder.DecodeSegments(decoded.Span).Select(Describe));
        }
    }

    [Fact]
    public void Damaged_bytes_never_do_anything_but_throw_InvalidDataException()
    {
        var writer = new EventSegmentWriter();
        var random = new Random(11);
        for (var i = 0; i < 12; i++)
        {
            WriteRandom(writer, random);
        }

        var segment = Finish(writer);
        var message = EventMessage.Encode(segment);
        for (var trial = 0; trial < 20_000; trial++)
        {
            Survives(Damage(segment, random), bytes => SegmentDecoder.DecodeSegments(bytes));
            Survives(Damage(message, random), bytes => EventMessage.Decode(bytes));
        }

        for (var length = 0; length < segment.Length; length++)
        {
            var cut = segment[..length];
            if (length > 0)
            {
                Assert.Throws<InvalidDataException>(() => SegmentDecoder.DecodeSegments(cut));
            }
        }
    }

    [Fact]
    public void A_claim_of_two_billion_bytes_is_damage()
    {
        byte[] bytes = [1, 0xff, 0xff, 0xff, 0xff, 0x07, 0];

        Assert.Throws<InvalidDataException>(() => SegmentDecoder.DecodeSegments(bytes));
    }

    private static void Survives(byte[] bytes, Action<byte[]> read)
    {
        try
        {
            read(bytes);
        }
        catch (InvalidDataException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = bytes.ToArray();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    private static byte[] Finish(EventSegmentWriter writer)
    {
        var target = new ArrayBufferWriter<byte>();
        writer.CopyTo(target);
        return target.WrittenSpan.ToArray();
    }

    private static DecodedEvent WriteRandom(EventSegmentWriter writer, Random random)
    {
        var time = random.NextInt64(0, 2_000_000_000_000);
        if (random.Next(10) == 0)
        {
            var (kind, site, count) = ((TrafficKind)random.Next(2), Text(random), random.Next(1, 100_000));
            writer.AddTraffic(kind, time, Encoding.UTF8.GetBytes(site), count);
            return new()
            {
                IsTraffic = true,
                Traffic = kind,
                TrafficCount = count,
                TimestampMilliseconds = time,
                Texts = new() { [EventField.Site] = site },
                Properties = [],
                Overrides = [],
            };
        }

        var texts = Enum.GetValues<EventField>()
            .Where(f => f <= EventField.Name || random.Next(2) == 0)
            .ToDictionary(f => f, _ => Text(random));
        var properties = Enumerable.Range(0, random.Next(4)).Select(_ => (Text(random), Text(random))).ToList();
        var overrides = Enumerable
            .Range(0, random.Next(3))
            .Select(_ => (random.Next(101), random.Next(4) == 0 ? "" : Text(random)))
            .ToList();
        var row = new DecodedEvent
        {
            Flags = (EventFlags)random.Next(8),
            TimestampMilliseconds = time,
            Visitor = (ulong)random.NextInt64(),
            PreviousVisitor = random.Next(2) == 0 ? 0 : (ulong)random.NextInt64(1, long.MaxValue),
            Texts = texts,
            Properties = properties,
            Overrides = overrides,
            Currency = random.Next(2) == 0 ? null : "EUR",
            AmountMicros = random.NextInt64(long.MinValue, long.MaxValue),
            Value = random.Next(2) == 0 ? null : random.NextDouble() * 1e12,
            ScrollDepth = random.Next(-1, 101),
            EngagementMilliseconds = random.NextInt64(-1, 86_400_000),
        };
        row = row.Currency is null ? row with { AmountMicros = 0 } : row;
        Write(writer, row);
        return row;
    }

    private static void Write(EventSegmentWriter writer, DecodedEvent row)
    {
        writer.BeginEvent(row.TimestampMilliseconds, row.Visitor, row.PreviousVisitor, row.Flags);
        foreach (var (field, text) in row.Texts)
        {
            writer.Set(field, Encoding.UTF8.GetBytes(text));
        }

        row.Properties.ForEach(p => writer.AddProperty(Encoding.UTF8.GetBytes(p.Key), Encoding.UTF8.GetBytes(p.Value)));
        row.Overrides.ForEach(o => writer.AddOverride(o.Dimension, Encoding.UTF8.GetBytes(o.Value)));
        if (row.Currency is not null)
        {
            writer.SetRevenue(Encoding.UTF8.GetBytes(row.Currency), row.AmountMicros);
        }

        if (row.Value is { } value)
        {
            writer.SetValue(value);
        }

        if (row.ScrollDepth >= 0)
        {
            writer.SetScrollDepth(row.ScrollDepth);
        }

        if (row.EngagementMilliseconds >= 0)
        {
            writer.SetEngagementTime(row.EngagementMilliseconds);
        }

        writer.EndEvent();
    }

    private static string Text(Random random) =>
        random.Next(3) == 0
            ? "t" + random.Next(20)
            : string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(0x20, 0xd7ff)));

    private static string Describe(DecodedEvent row) =>
        string.Join(
            '|',
            row.IsTraffic,
            row.Traffic,
            row.TrafficCount,
            row.Flags,
            row.TimestampMilliseconds,
            row.Visitor,
            row.PreviousVisitor,
            string.Join(';', row.Texts.OrderBy(t => t.Key).Select(t => $"{t.Key}={t.Value}")),
            string.Join(';', row.Properties),
            string.Join(';', row.Overrides),
            row.IsTraffic ? "" : $"{row.Currency}{row.AmountMicros},{row.Value:R},{row.ScrollDepth},{row.EngagementMilliseconds}"
        );
}
