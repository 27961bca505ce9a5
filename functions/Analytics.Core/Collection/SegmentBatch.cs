using System.Buffers;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// The segments of concurrent requests that go into one message, and the promise all of them await. Guarded by its lane's lock while it
/// collects.
/// </summary>
/// <param name="buffer">An empty buffer for the segments, given back by <see cref="TakeBuffer"/>.</param>
internal sealed class SegmentBatch(ArrayBufferWriter<byte> buffer)
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bytes by the writers' estimate, the unit of the queue's bound.</summary>
    public int ReservedBytes { get; private set; }

    /// <summary>Completes when the message is in the log.</summary>
    public Task Durable => _durable.Task;

    public void Add(EventSegmentWriter segment, int reservedBytes)
    {
        segment.CopyTo(buffer);
        ReservedBytes += reservedBytes;
    }

    public byte[] Encode(bool compress) => EventMessage.Encode(buffer.WrittenSpan, compress);

    /// <summary>The buffer, emptied for the next batch; this one must be encoded already.</summary>
    public ArrayBufferWriter<byte> TakeBuffer()
    {
        buffer.ResetWrittenCount();
        return buffer;
    }

    public void Complete() => _durable.SetResult();

    public void Fail(Exception cause)
    {
        _durable.SetException(cause);

        // Whoever awaited may have gone away; then nobody else would observe it.
        _ = _durable.Task.Exception;
    }
}
