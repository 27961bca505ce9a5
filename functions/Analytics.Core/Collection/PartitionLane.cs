using System.Buffers;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;

namespace Analytics.Core.Collection;

/// <summary>
/// One partition's way into the log: at most one append is under way, and what arrives meanwhile is grouped. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Under the lock: the batches and whether the pump runs. The pump starts when a segment arrives at an idle lane and ends when it finds no
/// batch, decided under the same lock, so that no segment is left behind.
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
    // As many as one append usually has batches; a lane should not keep more of a rush.
    private const int MaxSpareBuffers = 4;

    private readonly Lock _gate = new();
    private readonly Queue<SegmentBatch> _batches = [];
    private readonly Stack<ArrayBufferWriter<byte>> _spareBuffers = [];
    private SegmentBatch? _collecting;
    private bool _pumping;

    /// <summary>Adds a segment to the batch that collects and returns that batch's promise.</summary>
    public Task Add(EventSegmentWriter segment, int reservedBytes)
    {
        bool start;
        Task durable;
        lock (_gate)
        {
            if (_collecting is null || _collecting.ReservedBytes + reservedBytes > options.MaxMessageBytes)
            {
                _collecting = new SegmentBatch(_spareBuffers.TryPop(out var spare) ? spare : new ArrayBufferWriter<byte>());
                _batches.Enqueue(_collecting);
            }

            _collecting.Add(segment, reservedBytes);
            durable = _collecting.Durable;
            start = !_pumping;
            _pumping = true;
        }

        if (start)
        {
            // Not inline: compressing and appending is not the work of the request that happens to come first.
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

    /// <summary>
    /// The oldest batches that go into one append, closed for more segments; they stay in the queue until they are appended.
    /// </summary>
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

            _pumping = taken.Count > 0;
            if (taken is [.., var newest] && newest == _collecting)
            {
                _collecting = null;
            }

            return taken;
        }
    }

    private async Task AppendAsync(List<SegmentBatch> batches)
    {
        try
        {
            await AppendSomewhereAsync(batches.ConvertAll(batch => (ReadOnlyMemory<byte>)batch.Encode(options.Compress)));
            batches.ForEach(batch => batch.Complete());
        }
        catch (Exception e)
        {
            // Whatever it is, the requests that wait for these messages must learn of it, and the lane must go on.
            batches.ForEach(batch => batch.Fail(e));
        }
        finally
        {
            release(batches.Sum(batch => batch.ReservedBytes));
        }
    }

    private async ValueTask AppendSomewhereAsync(List<ReadOnlyMemory<byte>> messages)
    {
        EventLogUnavailableException? refusal = null;
        var places = log.PartitionsFailTogether ? 1 : log.PartitionCount;
        for (var i = 0; i < places; i++)
        {
            try
            {
                if (i > 0)
                {
                    await NoteAsync((partition + i) % log.PartitionCount, refusal!.RetryAfter);
                }

                await log.AppendAsync((partition + i) % log.PartitionCount, messages, CancellationToken.None);
                return;
            }
            catch (EventLogUnavailableException e) when (!e.OutcomeUnknown)
            {
                refusal = refusal is null || e.RetryAfter < refusal.RetryAfter ? e : refusal;
            }
        }

        throw places == 1
            ? refusal!
            : new EventLogUnavailableException(
                $"None of the {log.PartitionCount} partitions of the event log takes messages. Send again after {refusal!.RetryAfter.TotalSeconds:0.#} s.",
                refusal.RetryAfter,
                refusal
            );
    }

    /// <summary>Records the diversion before the append, so that no acknowledged event is where queries do not look.</summary>
    private async ValueTask NoteAsync(int to, TimeSpan retryAfter)
    {
        try
        {
            await diversions.NoteAsync(partition, to, CancellationToken.None);
        }
        catch (IOException exception)
        {
            throw new EventLogUnavailableException(
                $"Partition {partition} of the event log takes no messages, and the diversion to partition {to} can't be recorded: {exception.Message}",
                retryAfter,
                exception
            );
        }
    }
}
