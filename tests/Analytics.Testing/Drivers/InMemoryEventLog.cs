using System.Globalization;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Testing.Drivers;

/// <summary>
/// The event-log port in memory: sequence numbers from 1 per partition. Tests can make partitions refuse, hold appends back and
/// watch how many are under way.
/// </summary>
public sealed class InMemoryEventLog(int partitionCount, TimeProvider time) : IEventLog, IArchiveEraser
{
    private readonly Lock _gate = new();
    private readonly List<LogRecord>[] _partitions = [.. Enumerable.Range(0, partitionCount).Select(_ => new List<LogRecord>())];
    private readonly long[] _lastSequenceNumbers = new long[partitionCount];
    private readonly HashSet<int> _refusing = [];
    private TaskCompletionSource? _hold;
    private TaskCompletionSource _appendStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InMemoryEventLog(int partitionCount = 4)
        : this(partitionCount, TimeProvider.System) { }

    public int PartitionCount => partitionCount;

    public bool PartitionsFailTogether { get; set; }

    /// <summary>The time after which refusing partitions ask the caller to try again.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>If set, thrown by every append before anything happens.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Appends that were started, also refused and held ones.</summary>
    public int AppendsStarted { get; private set; }

    /// <summary>Completes when the next append is started.</summary>
    public Task NextAppend
    {
        get
        {
            lock (_gate)
            {
                return _appendStarted.Task;
            }
        }
    }

    /// <summary>Makes a partition refuse, or accept again.</summary>
    public void Refuse(int partition, bool refuse = true)
    {
        lock (_gate)
        {
            _ = refuse ? _refusing.Add(partition) : _refusing.Remove(partition);
        }
    }

    /// <summary>Holds every append back until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _hold ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets held appends go on.</summary>
    public void Release()
    {
        TaskCompletionSource? hold;
        lock (_gate)
        {
            (hold, _hold) = (_hold, null);
        }

        hold?.SetResult();
    }

    /// <summary>Everything appended to a partition so far.</summary>
    public IReadOnlyList<LogRecord> Records(int partition)
    {
        lock (_gate)
        {
            return [.. _partitions[partition]];
        }
    }

    /// <summary>Everything appended so far, by partition.</summary>
    public IReadOnlyList<LogRecord> AllRecords() => [.. Enumerable.Range(0, partitionCount).SelectMany(Records)];

    /// <summary>Drops a partition's oldest messages, as retention does.</summary>
    public void Forget(int partition, long upToSequenceNumber)
    {
        lock (_gate)
        {
            _partitions[partition].RemoveAll(record => record.SequenceNumber <= upToSequenceNumber);
        }
    }

    /// <summary>Rewrites seven messages a piece.</summary>
    public Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var last = Math.Min(upTo, 7 + long.Parse(cursor ?? "0", CultureInfo.InvariantCulture));
        lock (_gate)
        {
            var records = _partitions[partition];
            for (var i = 0; i < records.Count; i++)
            {
                if (records[i].SequenceNumber > last - 7 && records[i].SequenceNumber <= last && rewrite(records[i]) is { } body)
                {
                    records[i] = records[i] with { Body = body };
                }
            }
        }

        return Task.FromResult(new RewrittenPiece(last.ToString(CultureInfo.InvariantCulture), last == upTo));
    }

    public Task PurgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask AppendAsync(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, partitionCount);
        ArgumentOutOfRangeException.ThrowIfZero(messages.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messages.Sum(message => message.Length), EventMessage.MaxBytes);
        cancellationToken.ThrowIfCancellationRequested();
        Task? held;
        TaskCompletionSource started;
        lock (_gate)
        {
            AppendsStarted++;
            held = _hold?.Task;
            started = _appendStarted;
            _appendStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        started.SetResult();
        if (held is not null)
        {
            await held.WaitAsync(cancellationToken);
        }

        if (Failure is not null)
        {
            throw Failure;
        }

        lock (_gate)
        {
            if (_refusing.Contains(partition))
            {
                throw new EventLogUnavailableException($"Partition {partition} refuses messages.", RetryAfter);
            }

            foreach (var message in messages)
            {
                _partitions[partition]
                    .Add(new LogRecord(partition, ++_lastSequenceNumbers[partition], time.GetUtcNow(), message.ToArray()));
            }
        }
    }

    public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = new List<LogRecord>();
        var bytes = 0;
        foreach (var record in Records(partition).Where(record => record.SequenceNumber > afterSequenceNumber))
        {
            if (result.Count > 0 && bytes >= maxBytes)
            {
                break;
            }

            result.Add(record);
            bytes += record.Body.Length;
        }

        return ValueTask.FromResult<IReadOnlyList<LogRecord>>(result);
    }

    public ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_lastSequenceNumbers[partition]);
        }
    }
}
