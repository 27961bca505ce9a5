using Analytics.Core.EventLog;
using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>
/// The event log in one SQLite file. Waiting messages of all partitions are written in one transaction and acknowledged after its fsync.
/// Reads use other connections and never wait for the writer. Safe for concurrent use.
/// </summary>
public sealed class SqliteEventLog : IEventLog, IDisposable
{
    private const int MaxGroupBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly EventLogWriter _writer;
    private readonly ConnectionPool<EventLogReader> _readers;
    private readonly GroupCommitQueue<AppendRequest> _queue;
    private readonly AppendSignal[] _signals;
    private readonly bool[] _endsAtMessages;
    private volatile IReadOnlyList<LogGap> _gaps;

    private SqliteEventLog(string path, SqliteEventLogOptions options, EventLogWriter writer)
    {
        _writer = writer;
        Options = options;
        _readers = new ConnectionPool<EventLogReader>(() => new EventLogReader(path, options.PartitionCount));
        _gaps = writer.LoadGaps();
        _signals = [.. writer.LoadLastSequenceNumbers().Select(last => new AppendSignal(last))];
        _endsAtMessages = new bool[_signals.Length];
        _queue = new GroupCommitQueue<AppendRequest>("event log", options.MaxQueuedBytes, MaxGroupBytes, request => request.Bytes, Write);
    }

    /// <summary>Options of the log.</summary>
    public SqliteEventLogOptions Options { get; }

    /// <inheritdoc />
    public int PartitionCount => _signals.Length;

    /// <inheritdoc />
    public bool PartitionsFailTogether => true;

    /// <inheritdoc />
    public IReadOnlyList<LogGap> Gaps => _gaps;

    /// <summary>
    /// The identity of the data directory that the log belongs to, 0 if it has none yet. For use before the first append.
    /// </summary>
    internal long Identity
    {
        get => _writer.Identity;
        set => _writer.Identity = value;
    }

    /// <summary>Opens the log. Creates it if the file is missing.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="options">Its options.</param>
    /// <param name="timeProvider">The clock of the enqueued times.</param>
    /// <exception cref="DataDirectoryException">The file has another partition count or a newer schema.</exception>
    /// <exception cref="TableCorruptException">The file is damaged.</exception>
    public static SqliteEventLog Open(string path, SqliteEventLogOptions options, TimeProvider timeProvider)
    {
        var writer = new EventLogWriter(path, options, timeProvider);
        try
        {
            return new SqliteEventLog(path, options, writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask AppendAsync(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        var request = new AppendRequest(partition, messages);
        if (messages.Count == 0 || request.Bytes > EventMessage.MaxBytes)
        {
            throw new ArgumentException(
                $"An append has one message or more of together at most {EventMessage.MaxBytes} bytes, "
                    + $"this one {messages.Count} of {request.Bytes}; send fewer events in one.",
                nameof(messages)
            );
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (!_queue.TryAdd(request))
        {
            throw new EventLogUnavailableException(
                $"{_writer.Path} cannot keep up: too many messages wait for the disk. Nothing was appended; send again later.",
                Retry
            );
        }

        await request.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="TableCorruptException">A message is damaged.</exception>
    public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        CheckPartition(partition);
        cancellationToken.ThrowIfCancellationRequested();
        if (_signals[partition].Last <= afterSequenceNumber)
        {
            return new ValueTask<IReadOnlyList<LogRecord>>([]);
        }

        using var lease = _readers.Rent();
        return new ValueTask<IReadOnlyList<LogRecord>>(lease.Connection.Read(partition, afterSequenceNumber, maxBytes, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        var last = _signals[partition].Last;
        return new ValueTask<long>(
            _endsAtMessages[partition] && _gaps.LastOrDefault(gap => gap.Partition == partition) is { } gap && gap.Until == last
                ? gap.After
                : last
        );
    }

    /// <summary>Records a gap of missing messages and numbers the next ones after it. For use before the first append.</summary>
    internal void Note(LogGap gap)
    {
        _writer.Note(gap);
        _gaps = _writer.LoadGaps();
        _signals[gap.Partition].MoveTo(gap.Until);
    }

    /// <summary>
    /// Makes the last message before a gap the end of a partition that ends in the gap. For tables that were restored from before the gap:
    /// no message will take their watermark to the end of the gap.
    /// </summary>
    internal void EndAtMessages(int partition) => _endsAtMessages[partition] = true;

    /// <summary>Returns the last number assigned in a partition: that of its last message, or the end of a gap after it.</summary>
    internal long NumberedTo(int partition) => _signals[partition].Last;

    /// <summary>Returns the end of the last gap of a partition, after which no message is missing; 0 if there is no gap.</summary>
    internal long CompleteAfter(int partition) => _gaps.LastOrDefault(gap => gap.Partition == partition)?.Until ?? 0;

    /// <summary>Waits until the partition has a durable message after a sequence number, so that a reader need not poll.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="afterSequenceNumber">The last number the reader has.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask WaitForAppendAsync(int partition, long afterSequenceNumber, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return _signals[partition].WaitAboveAsync(afterSequenceNumber, cancellationToken);
    }

    /// <summary>
    /// Deletes the oldest messages of a partition between two groups of appends. The newest message stays, because the next number follows
    /// from it.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="upTo">The last message to delete. Delete few at a time, because appends wait.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal async ValueTask DeleteAsync(int partition, long upTo)
    {
        CheckPartition(partition);
        var last = Math.Min(upTo, _signals[partition].Last - 1);
        await BetweenAppendsAsync(writer => writer.Delete(partition, last));
    }

    /// <summary>Replaces the bodies of messages between two groups of appends; deleted messages stay deleted.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="records">The messages with their new bodies. Replace few at a time, because appends wait.</param>
    /// <exception cref="IOException">The file cannot be written; nothing was replaced.</exception>
    internal Task ReplaceAsync(int partition, IReadOnlyList<LogRecord> records)
    {
        CheckPartition(partition);
        return BetweenAppendsAsync(writer => writer.Replace(partition, records));
    }

    /// <summary>Writes and syncs like an append, without a message, to check that appends would succeed.</summary>
    /// <exception cref="IOException">Appends would fail.</exception>
    internal Task ProbeAsync() => BetweenAppendsAsync(static writer => writer.Probe());

    /// <summary>Empties the WAL, so that deleted messages are gone from the files. Does nothing while a reader uses it.</summary>
    /// <returns>False if a reader prevented it.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal async Task<bool> TruncateWalAsync()
    {
        var isEmpty = false;
        await BetweenAppendsAsync(writer => isEmpty = writer.TryTruncateWal());
        return isEmpty;
    }

    /// <summary>Returns the bytes of the file that hold messages.</summary>
    internal long UsedBytes()
    {
        using var lease = _readers.Rent();
        return lease.Connection.UsedBytes();
    }

    /// <summary>Writes the queued requests, then closes the file. Later appends fail.</summary>
    public void Dispose()
    {
        _queue.Dispose();

        // The writer is closed last: closing the last connection moves the rest of the WAL into the file, which only the writer may do.
        _readers.Dispose();
        _writer.Dispose();
    }

    /// <summary>Changes the maximum size of the file.</summary>
    internal void SetMaxFileBytes(long bytes) => _writer.SetMaxFileBytes(bytes);

    private void Write(List<AppendRequest> group)
    {
        group.RemoveAll(static request => !request.TryTake());
        var others = group.FindAll(static request => request.Work is not null);
        group.RemoveAll(static request => request.Work is not null);
        if (group.Count > 0)
        {
            WriteMessages(group);
        }

        foreach (var request in others)
        {
            Work(request);
        }
    }

    private async Task BetweenAppendsAsync(Action<EventLogWriter> work)
    {
        var request = new AppendRequest(0, [], work);
        if (!_queue.TryAdd(request))
        {
            throw new IOException($"{_writer.Path} cannot keep up: too many messages wait for the disk; try again later.");
        }

        await request.WaitAsync(CancellationToken.None);
    }

    private void Work(AppendRequest request)
    {
        try
        {
            request.Work!(_writer);
        }
        catch (SqliteFailureException exception)
        {
            request.Fail(new IOException(SqliteErrors.CannotWrite(_writer.Path, exception), exception));
            return;
        }
        catch (Exception exception)
        {
            request.Fail(exception);
            return;
        }

        request.Complete();
    }

    private void WriteMessages(List<AppendRequest> group)
    {
        try
        {
            _writer.Append(group, _signals);
        }
        catch (SqliteFailureException exception)
        {
            Fail(group, new EventLogUnavailableException(SqliteErrors.CannotWrite(_writer.Path, exception), Retry, exception));
            return;
        }
        catch (Exception exception)
        {
            Fail(group, new EventLogUnavailableException($"{_writer.Path} cannot be written: {exception.Message}", Retry, exception));
            return;
        }

        foreach (var request in group)
        {
            request.Complete();
        }
    }

    private static void Fail(List<AppendRequest> group, Exception exception)
    {
        foreach (var request in group)
        {
            request.Fail(exception);
        }
    }

    private void CheckPartition(int partition)
    {
        if ((uint)partition >= (uint)_signals.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(partition), partition, $"The log has partitions 0 to {_signals.Length - 1}.");
        }
    }
}
