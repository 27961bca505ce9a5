using System.Buffers;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;

namespace Analytics.Core.Collection;

/// <summary>
/// Appends the segments of one partition to the log: at most one append runs at a time, and segments that arrive in the meantime are
/// grouped. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The lock guards the batches and the flag of the pump. The pump starts when a segment arrives at an idle lane and ends when it finds no
/// batch; both are decided under the lock, so that no segment is left behind.
/// </remarks>
internal sealed class PartitionLane(
    int partition,
    IEventLog log,
    Diversions diversions,
    SegmentPublisherOptions options,
    TimeProvider time,
    Action<int> release
) : IThreadPoolWorkItem
{
    // The usual number of batches of one append; a lane should not keep more after a peak.
    private const int MaxSpareBuffers = 4;

    private readonly Lock _gate = new();
    private readonly Queue<SegmentBatch> _batches = [];
    private readonly Stack<ArrayBufferWriter<byte>> _spareBuffers = [];
    private SegmentBatch? _openBatch;
    private bool _isPumping;

    /// <summary>Adds a segment to the open batch and returns the task that completes when the batch is durable.</summary>
    public Task Add(EventSegmentWriter segment, int reservedBytes)
    {
        bool start;
        Task durable;
        lock (_gate)
        {
            if (_openBatch is null || _openBatch.ReservedBytes + reservedBytes > options.MaxMessageBytes)
            {
                _openBatch = new SegmentBatch(_spareBuffers.TryPop(out var spare) ? spare : new ArrayBufferWriter<byte>());
                _batches.Enqueue(_openBatch);
            }

            _openBatch.Add(segment, reservedBytes);
            durable = _openBatch.Durable;
            start = !_isPumping;
            _isPumping = true;
        }

        if (start)
        {
            // Queued, so that the first request does not do the compression and append for the others.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return durable;
    }

    /// <summary>Completes when everything added so far was appended or failed.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_batches.Select(batch => batch.Durable))
                .ContinueWith(
                    static _ => { },
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default
                );
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private async Task PumpAsync()
    {
        if (options.Linger > TimeSpan.Zero && !HasFullBatch())
        {
            await Task.Delay(options.Linger, time);
        }

        while (TakeBatches() is { Count: > 0 } batches)
        {
            await AppendAsync(batches);
            lock (_gate)
            {
                foreach (var batch in batches)
                {
                    _batches.Dequeue();
                    if (_spareBuffers.Count < MaxSpareBuffers)
                    {
                        _spareBuffers.Push(batch.TakeBuffer());
                    }
                }
            }
        }
    }

    private bool HasFullBatch()
    {
        lock (_gate)
        {
            return _batches.Count > 1;
        }
    }

    /// <summary>Returns the oldest batches for one append and closes them; they stay in the queue until they are appended.</summary>
    private List<SegmentBatch> TakeBatches()
    {
        lock (_gate)
        {
            var taken = new List<SegmentBatch>();
            var bytes = 0L;
            foreach (var batch in _batches)
            {
                bytes += batch.ReservedBytes;
                if (taken.Count > 0 && bytes > options.MaxAppendBytes)
                {
                    break;
                }

                taken.Add(batch);
            }

            _isPumping = taken.Count > 0;
            if (taken is [.., var newest] && newest == _openBatch)
            {
                _openBatch = null;
            }

            return taken;
        }
    }

    private async Task AppendAsync(List<SegmentBatch> batches)
    {
        try
        {
            await AppendOrDivertAsync(batches.ConvertAll(batch => (ReadOnlyMemory<byte>)batch.Encode(options.Compress)));
            batches.ForEach(batch => batch.Complete());
        }
        catch (Exception e)
        {
            // Any failure must reach the requests that wait for these messages, and must not stop the lane.
            batches.ForEach(batch => batch.Fail(e));
        }
        finally
        {
            release(batches.Sum(batch => batch.ReservedBytes));
        }
    }

    private async ValueTask AppendOrDivertAsync(List<ReadOnlyMemory<byte>> messages)
    {
        EventLogUnavailableException? refusal = null;
        var attempts = log.PartitionsFailTogether ? 1 : log.PartitionCount;
        for (var i = 0; i < attempts; i++)
        {
            try
            {
                if (i > 0)
                {
                    await RecordAsync((partition + i) % log.PartitionCount, refusal!.RetryAfter);
                }

                await log.AppendAsync((partition + i) % log.PartitionCount, messages, CancellationToken.None);
                return;
            }
            catch (EventLogUnavailableException e) when (!e.OutcomeUnknown)
            {
                refusal = refusal is null || e.RetryAfter < refusal.RetryAfter ? e : refusal;
            }
        }

        throw attempts == 1
            ? refusal!
            : new EventLogUnavailableException(
                $"None of the {log.PartitionCount} partitions of the event log takes messages. "
                    + $"Send again after {refusal!.RetryAfter.TotalSeconds:0.#} s.",
                refusal.RetryAfter,
                refusal
            );
    }

    /// <summary>Records the diversion before the append, so that queries look for acknowledged events in the other partition.</summary>
    private async ValueTask RecordAsync(int to, TimeSpan retryAfter)
    {
        try
        {
            await diversions.RecordAsync(partition, to, CancellationToken.None);
        }
        catch (IOException exception)
        {
            throw new EventLogUnavailableException(
                $"Partition {partition} of the event log takes no messages, and the diversion to "
                    + $"partition {to} can't be recorded: {exception.Message}",
                retryAfter,
                exception
            );
        }
    }
}
