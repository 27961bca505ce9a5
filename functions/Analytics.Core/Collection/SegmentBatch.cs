using System.Buffers;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// The segments of concurrent requests for one message, and the task that all of them await. Guarded by its lane's lock while it is open.
/// </summary>
/// <param name="buffer">An empty buffer for the segments, returned by <see cref="TakeBuffer"/>.</param>
internal sealed class SegmentBatch(ArrayBufferWriter<byte> buffer)
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bytes as estimated by the writers, the unit of the queue's limit.</summary>
    public int ReservedBytes { get; private set; }

    /// <summary>Completes when the message is in the log.</summary>
    public Task Durable => _durable.Task;

    public void Add(EventSegmentWriter segment, int reservedBytes)
    {
        segment.CopyTo(buffer);
        ReservedBytes += reservedBytes;
    }

    public byte[] Encode(bool compress) => EventMessage.Encode(buffer.WrittenSpan, compress);

    /// <summary>Returns the emptied buffer for another batch. Call it after <see cref="Encode"/>.</summary>
    public ArrayBufferWriter<byte> TakeBuffer()
    {
        buffer.ResetWrittenCount();
        return buffer;
    }

    public void Complete() => _durable.SetResult();

    public void Fail(Exception cause)
    {
        _durable.SetException(cause);

        // Marks the exception as observed, in case every waiting request was cancelled.
        _ = _durable.Task.Exception;
    }
}
