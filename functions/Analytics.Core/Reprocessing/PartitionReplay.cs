using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Encoding;

namespace Analytics.Core.Reprocessing;

/// <summary>Replays one partition of the archive through the assembler of the aggregator and stores the blocks in scope. Not thread-safe.</summary>
internal sealed class PartitionReplay
{
    private readonly int _partition;
    private readonly ReprocessingParts _parts;
    private readonly ReplayStore _store;
    private readonly ReplayScope _scope;
    private readonly ReprocessCounters _counters;
    private readonly CheckpointTable _checkpoints;
    private readonly PartitionMemory _memory;
    private readonly RollupAssembler _rollups;
    private readonly RollupEncoder _encoder = new();
    private BatchAssembler _batch;
    private SequenceRange? _range;
    private DateTimeOffset _enqueued;
    private int _bytes;
    private long _messages;
    private long _events;
    private long _damaged;
    private long _checkpointed;

    public PartitionReplay(int partition, ReprocessingParts parts, ReplayStore store, ReplayScope scope, ReprocessCounters counters)
    {
        _partition = partition;
        _parts = parts;
        _store = store;
        _scope = scope;
        _counters = counters;
        _checkpoints = store.Checkpoints(partition);
        _memory = new(parts.Aggregation);
        _rollups = new(parts.Aggregation.Logic);
        _batch = new(_memory);
    }

    /// <summary>The last message whose blocks are stored.</summary>
    public long ReplayedTo { get; private set; }

    /// <summary>Goes on from the last checkpoint, or begins after a message.</summary>
    public async Task StartAsync(long after, CancellationToken cancellationToken)
    {
        ReplayedTo = after;
        if (await _checkpoints.ReadAsync(cancellationToken).ConfigureAwait(false) is { } checkpoint)
        {
            ReplayedTo = checkpoint.SequenceNumber;
            MemorySnapshot.Load(checkpoint.Memory.Span, _memory);
            Count(checkpoint.Messages, checkpoint.Events, checkpoint.Damaged);
        }

        await _store.DeleteAboveAsync(_partition, ReplayedTo, cancellationToken).ConfigureAwait(false);
        _checkpointed = _parts.Clock.GetTimestamp();
    }

    /// <summary>Replays up to a message.</summary>
    /// <param name="to">The last message.</param>
    /// <param name="each">Makes blocks of each message, so that any of them may be left out later; else of as many as fit a batch.</param>
    /// <param name="cancellationToken">Cancels between messages.</param>
    public async Task RunAsync(long to, bool each, CancellationToken cancellationToken)
    {
        var read = ReplayedTo;
        while (read < to)
        {
            var records = await _parts.Archive.ReadAsync(_partition, read, _parts.Options.ReadBytes, cancellationToken).ConfigureAwait(false);
            foreach (var record in records)
            {
                if (record.SequenceNumber > to)
                {
                    break;
                }

                cancellationToken.ThrowIfCancellationRequested();
                Add(record);
                if (each || _bytes >= _parts.Options.BatchBytes)
                {
                    await FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            read = records.Count == 0 ? to : records[^1].SequenceNumber;
            if (_range is null && _parts.Clock.GetElapsedTime(_checkpointed) >= _parts.Options.CheckpointEvery)
            {
                await CheckpointAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        ReplayedTo = Math.Max(to, ReplayedTo);
        await CheckpointAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Add(LogRecord record)
    {
        _memory.Age(record.EnqueuedTime);
        var events = _batch.EventCount;
        var damaged = 0;
        try
        {
            var segments = EventMessage.Decode(record.Body);
            _bytes += segments.Length;
            _batch.Add(segments.Span);
        }
        catch (InvalidDataException)
        {
            // The aggregator has put it into the dead letters with the reason; here as there, what was read before the damage counts.
            damaged = 1;
        }

        _range = new(_range?.First ?? record.SequenceNumber, record.SequenceNumber);
        _enqueued = record.EnqueuedTime;
        Count(1, _batch.EventCount - events, damaged);
    }

    private void Count(long messages, long events, long damaged)
    {
        _messages += messages;
        _events += events;
        _damaged += damaged;
        Interlocked.Add(ref _counters.Messages, messages);
        Interlocked.Add(ref _counters.Events, events);
        Interlocked.Add(ref _counters.Damaged, damaged);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_range is not { } range)
        {
            return;
        }

        await _store.WriteAsync(_partition, range, _enqueued, Blocks(range), cancellationToken).ConfigureAwait(false);
        _batch.Clear();
        if (_batch.TextCount > _parts.Aggregation.MaxTexts)
        {
            _batch = new(_memory);
        }

        ReplayedTo = range.Last;
        (_range, _bytes) = (null, 0);
        if (_parts.Clock.GetElapsedTime(_checkpointed) >= _parts.Options.CheckpointEvery)
        {
            await CheckpointAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private IEnumerable<ReplayedBlock> Blocks(SequenceRange range)
    {
        var included = Inclusion.Of(_partition, range.First, range.Last);
        foreach (var block in _batch.Blocks)
        {
            if (!_scope.Contains(block.Hour))
            {
                continue;
            }

            var site = _batch.Pool.GetString(block.Site);
            if (_scope.Contains(site))
            {
                var period = new RollupPeriod(RollupTier.Hour, block.Hour);
                var rollup = _rollups.Assemble(block.Rows, period, ulong.MaxValue, SamplingLimits.Unlimited, included, block.Totals());
                yield return new(site, Partitioner.BucketOf(block.SiteHash), block.Hour, _encoder.Encode(rollup, compress: false));
            }
        }
    }

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        await _checkpoints.WriteAsync(new(ReplayedTo, _messages, _events, _damaged, MemorySnapshot.Save(_memory)), cancellationToken).ConfigureAwait(false);
        _checkpointed = _parts.Clock.GetTimestamp();
    }
}
