using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace Analytics.Testing.EventHubs;

/// <summary>The messages of one partition, encoded as they are delivered. Thread-safe.</summary>
public sealed class HubPartition
{
    private const int OffsetStep = 64;
    private readonly Lock _gate = new();
    private readonly List<(byte[] Bytes, DateTime Enqueued)> _messages = [];
    private long _first;

    /// <summary>Raised after messages were appended.</summary>
    public event Action? Appended;

    /// <summary>The number that the next message gets.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
            {
                return _first + _messages.Count;
            }
        }
    }

    /// <summary>Appends messages, numbered from <see cref="Next"/>, with the time of the machine.</summary>
    public void Append(IEnumerable<byte[]> messages)
    {
        lock (_gate)
        {
            foreach (var bytes in messages)
            {
                var message = Message.Decode(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length));
                var number = _first + _messages.Count;
                var now = TimeProvider.System.GetUtcNow().UtcDateTime;
                message.MessageAnnotations ??= new MessageAnnotations();
                message.MessageAnnotations[new Symbol("x-opt-sequence-number")] = number;
                message.MessageAnnotations[new Symbol("x-opt-offset")] = $"{number * OffsetStep}";
                message.MessageAnnotations[new Symbol("x-opt-enqueued-time")] = now;
                var buffer = message.Encode();
                _messages.Add((buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray(), now));
            }
        }

        Appended?.Invoke();
    }

    /// <summary>Forgets the messages below a number, as the hub does when they are past retention.</summary>
    public void Expire(long below)
    {
        lock (_gate)
        {
            var count = (int)Math.Clamp(below - _first, 0, _messages.Count);
            _messages.RemoveRange(0, count);
            _first += count;
        }
    }

    /// <summary>Forgets everything and numbers from 0 again, as a hub that was deleted and made a second time.</summary>
    public void Recreate()
    {
        lock (_gate)
        {
            _messages.Clear();
            _first = 0;
        }
    }

    /// <summary>The message at or after a number, and the number after it; null at the end.</summary>
    public (byte[] Bytes, long Next)? At(long number)
    {
        lock (_gate)
        {
            var index = (int)Math.Max(0, number - _first);
            return index < _messages.Count ? (_messages[index].Bytes, _first + index + 1) : null;
        }
    }

    /// <summary>The number of the first message that was enqueued after a time.</summary>
    public long After(DateTime time)
    {
        lock (_gate)
        {
            var index = _messages.FindIndex(message => message.Enqueued > time);
            return _first + (index < 0 ? _messages.Count : index);
        }
    }

    public static long NumberOf(long offset) => offset / OffsetStep;

    /// <summary>Writes the answer to a question about the partition.</summary>
    public void Describe(Map answer)
    {
        lock (_gate)
        {
            var last = _first + _messages.Count - 1;
            answer["begin_sequence_number"] = _messages.Count == 0 ? -1L : _first;
            answer["last_enqueued_sequence_number"] = last;
            answer["last_enqueued_offset"] = last < 0 ? "-1" : $"{last * OffsetStep}";
            answer["last_enqueued_time_utc"] = _messages.Count == 0 ? DateTime.UnixEpoch : _messages[^1].Enqueued;
            answer["is_partition_empty"] = _messages.Count == 0;
        }
    }
}
