using Analytics.Core.Aggregation;
using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Replays one partition of the archive through the assembler of the aggregator and stores the blocks in scope. Not thread-safe.
/// </summary>
internal sealed class PartitionReplay
{
    // A block of one site and hour is in one row, which must fit a transaction even with one more message.
    private const int MaxBlockBytes = 1536 * 1024;

    private readonly int _partition;
    private readonly ReprocessingParts _parts;
    private readonly ReplayStore _store;
    private readonly ReplayScope _scope;
    private readonly JobCounters _counters;
    private readonly CheckpointTable _checkpoints;
    private readonly DeadLetterTable _letters;
    private readonly bool _dryRun;
    private IReadOnlyDictionary<long, bool> _setAside = new Dictionary<long, bool>();
    private BatchAssembler _batch = new();
    private SequenceRange? _range;
    private DateTimeOffset _enqueued;
    private int _bytes;
    private long _messages;
    private long _events;
    private long _damaged;
    private long _checkpointed;

    public PartitionReplay(int partition, ReprocessingParts parts, ReplayStore store, ReplayScope scope, JobCounters counters, bool dryRun)
    {
        _partition = partition;
        _parts = parts;
        _store = store;
        _scope = scope;
        _counters = counters;
        _checkpoints = store.Checkpoints(partition);
        _letters = new(parts.Tables, parts.Clock);
        _dryRun = dryRun;
    }

    /// <summary>The last message whose blocks are stored.</summary>
    public long ReplayedTo { get; private set; }

    /// <summary>Continues from the last checkpoint, or begins after a message.</summary>
    public async Task StartAsync(long after, CancellationToken cancellationToken)
    {
        ReplayedTo = after;
        if (await _checkpoints.ReadAsync(cancellationToken) is { } checkpoint)
        {
            ReplayedTo = checkpoint.SequenceNumber;
            Count(checkpoint.Messages, checkpoint.Events, checkpoint.Damaged);
        }

        _setAside = await _letters.ReadMessagesAsync(_partition, cancellationToken);
        await _store.DeleteAboveAsync(_partition, ReplayedTo, cancellationToken);
        _checkpointed = _parts.Clock.GetTimestamp();
    }

    /// <summary>Replays up to a message.</summary>
    /// <param name="to">The last message.</param>
    /// <param name="each">True to build separate blocks of each message, so that any of them can be left out later; otherwise of as many
    /// as fit a batch.</param>
    /// <param name="cancellationToken">Cancels between messages.</param>
    public async Task RunAsync(long to, bool each, CancellationToken cancellationToken)
    {
        var start = ReplayedTo;
        while (start < to)
        {
            var records = await _parts.Archive.ReadAsync(_partition, start, _parts.Options.ReadBytes, cancellationToken);
            foreach (var record in records)
            {
                if (record.SequenceNumber > to)
                {
                    break;
                }

                cancellationToken.ThrowIfCancellationRequested();
                await AddAsync(record, cancellationToken);
                if (each || _bytes >= _parts.Options.BatchBytes || _batch.MaxBytes >= MaxBlockBytes)
                {
                    await FlushAsync(cancellationToken);
                }
            }

            start = records.Count == 0 ? to : records[^1].SequenceNumber;
            if (_range is null && _parts.Clock.GetElapsedTime(_checkpointed) >= _parts.Options.CheckpointEvery)
            {
                await CheckpointAsync(cancellationToken);
            }
        }

        await FlushAsync(cancellationToken);
        ReplayedTo = Math.Max(to, ReplayedTo);
        await CheckpointAsync(cancellationToken);
    }

    private async Task AddAsync(LogRecord record, CancellationToken cancellationToken)
    {
        var events = _batch.EventCount;
        var damaged = 0;
        try
        {
            // A message that was set aside counts only after it is appended again, at its new position.
            if (_setAside.TryGetValue(record.SequenceNumber, out var isWaiting))
            {
                damaged = isWaiting ? 1 : 0;
            }
            else
            {
                var segments = _parts.Aggregation.Decode(record.Body);
                _bytes += segments.Length;
                _batch.Add(segments.Span);
            }
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            // As in the aggregator, none of it counts before it is retried.
            damaged = 1;
            if (!_dryRun)
            {
                await _letters.SetAsideAsync(DeadLetter.OfMessage(record, exception), cancellationToken);
            }
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

        await _store.WriteAsync(
            _partition,
            range,
            _enqueued,
            _batch.Pool,
            BlocksInScope(),
            _parts.Aggregation.Logic.Version,
            cancellationToken
        );
        _batch = _batch.Next(_parts.Aggregation);

        ReplayedTo = range.Last;
        (_range, _bytes) = (null, 0);
        if (_parts.Clock.GetElapsedTime(_checkpointed) >= _parts.Options.CheckpointEvery)
        {
            await CheckpointAsync(cancellationToken);
        }
    }

    private IEnumerable<BlockDraft> BlocksInScope() =>
        _batch.Blocks.Where(block => _scope.Contains(block.Hour) && _scope.Contains(_batch.Pool.GetString(block.Site)));

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        await _checkpoints.WriteAsync(new(ReplayedTo, _messages, _events, _damaged), cancellationToken);
        _checkpointed = _parts.Clock.GetTimestamp();
    }
}
