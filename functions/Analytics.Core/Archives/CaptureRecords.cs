using System.Globalization;
using System.Text;
using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// Extracts log records from the Avro records of Event Hubs Capture, by the names of their fields. Unknown fields are skipped.
/// </summary>
internal sealed class CaptureRecords
{
    private const string Sequence = "SequenceNumber";
    private const string Enqueued = "EnqueuedTimeUtc";
    private const string Content = "Body";
    private readonly AvroType _schema;
    private readonly int _partition;

    /// <exception cref="InvalidDataException">The schema is not Capture's.</exception>
    public CaptureRecords(AvroType schema, int partition)
    {
        foreach (var name in (string[])[Sequence, Enqueued, Content])
        {
            if (schema.Kind != AvroKind.Record || !schema.Fields.Exists(field => field.Name == name))
            {
                throw new InvalidDataException($"The Avro schema has no field '{name}': the file was not written by Event Hubs Capture.");
            }
        }

        _schema = schema;
        _partition = partition;
    }

    /// <summary>Reads the records of a block.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public List<LogRecord> Read(AvroBlock block) => ReadPlaces(block).ConvertAll(place => place.Record);

    /// <summary>
    /// Reads the records of a block with their offsets: the start, the length and bytes of the body (−1 without a body), and the end.
    /// </summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public List<(LogRecord Record, int Start, int BodyAt, int End)> ReadPlaces(AvroBlock block)
    {
        var values = new AvroValues(block.Bytes);
        var records = new List<(LogRecord Record, int Start, int BodyAt, int End)>();
        for (var i = 0L; i < block.Count; i++)
        {
            var start = values.Position;
            var record = Read(ref values, out var bodyAt);
            records.Add((record, start, bodyAt, values.Position));
        }

        return values.IsAtEnd
            ? records
            : throw new InvalidDataException($"An Avro block of {block.Count} records has bytes behind the last.");
    }

    private LogRecord Read(ref AvroValues values, out int bodyAt)
    {
        bodyAt = -1;
        long? sequence = null;
        DateTimeOffset enqueued = default;
        ReadOnlyMemory<byte> body = default;
        foreach (var field in _schema.Fields)
        {
            var type = values.Branch(field.Type);
            switch (field.Name)
            {
                case Sequence when type.Kind is AvroKind.Long or AvroKind.Int:
                    sequence = values.Long();
                    break;
                case Enqueued when type.Kind is AvroKind.String:
                    enqueued = Time(values.Bytes().Span);
                    break;
                case Content when type.Kind is AvroKind.Bytes:
                    bodyAt = values.Position;
                    body = values.Bytes();
                    break;
                default:
                    values.Skip(type);
                    break;
            }
        }

        // Event Hubs numbers messages from 0, the log's port from 1.
        return sequence is { } number
            ? new(_partition, number + 1, enqueued, body)
            : throw new InvalidDataException($"A captured record of partition {_partition} has no number in '{Sequence}'.");
    }

    private static DateTimeOffset Time(ReadOnlySpan<byte> text)
    {
        // Capture writes 8/30/2026 5:13:47 PM: the invariant culture's pattern, in UTC.
        var characters = Encoding.UTF8.GetString(text);
        return DateTimeOffset.TryParse(
            characters,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new InvalidDataException($"A captured record has the enqueued time '{characters}', which is no date and time.");
    }
}
