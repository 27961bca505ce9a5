using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Aggregates one partition of the event log: batches in order, each committed to the live table in one transaction with the watermark.
/// The source of the messages may repeat some or leave gaps: repeats are skipped, gaps are read back from the log. A message that cannot
/// be aggregated is set aside before the watermark passes it. Not thread-safe: one caller at a time.
/// </summary>
public sealed class PartitionAggregator
{
    private readonly int _partition;
    private readonly IEventLog _log;
    private readonly ITableStore _tables;
    private readonly AggregationOptions _options;
    private readonly PartitionStatistics _statistics;
    private readonly LiveBatch _rows;
    private readonly DeadLetterTable _letters;
    private readonly List<(long SequenceNumber, DeadLetter Letter)> _deadLetters = [];
    private BatchAssembler _batch = new();
    private Watermark? _watermark;

    /// <summary>Creates an aggregator. Call <see cref="StartAsync"/> before it processes messages.</summary>
    public PartitionAggregator(int partition, IEventLog log, ITableStore tables, RollingStatistics statistics, AggregationOptions options)
    {
        _partition = partition;
        _log = log;
        _tables = tables;
        _options = options;
        _rows = new(options.MaxRowBytes);
        _letters = new(tables, statistics.Clock);
        _statistics = new(statistics, options);
    }

    /// <summary>
    /// Sequence number up to which the partition is aggregated; delivery starts after it. Null before <see cref="StartAsync"/>.
    /// </summary>
    public long? SequenceNumber => _watermark?.SequenceNumber;

    /// <summary>Bytes written to the live table since the start.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>The rows written to the live table, by bucket, for <see cref="RollupDemand"/>.</summary>
    public BucketWrites Written { get; } = new();

    /// <summary>Reads the watermark and rebuilds the rolling averages from the live rows of the last hour.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _batch = new();
        _deadLetters.Clear();
        _watermark = await Watermark.ReadAsync(_tables, _partition, cancellationToken);
        await _statistics.RebuildAsync(_tables, _partition, _watermark, cancellationToken);
    }

    /// <summary>
    /// Aggregates messages of this partition, ascending by sequence number. When it returns, all of them are visible to queries.
    /// </summary>
    /// <exception cref="PartitionLostException">Another instance aggregates this partition; start again.</exception>
    /// <exception cref="InvalidOperationException">The aggregator was not started.</exception>
    /// <exception cref="IOException">The storage does not answer; start again later.</exception>
    public async Task ProcessAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        var watermark = _watermark ?? throw new InvalidOperationException($"The aggregator of partition {_partition} was not started.");
        try
        {
            if (records.Count > 0 && records[0].SequenceNumber > watermark.SequenceNumber + 1)
            {
                await ReadBackAsync(records[0].SequenceNumber, cancellationToken);
            }

            await AggregateAsync(records, cancellationToken);
        }
        catch
        {
            _watermark = null;
            throw;
        }
    }

    private async Task ReadBackAsync(long before, CancellationToken cancellationToken)
    {
        while (true)
        {
            var missed = await _log.ReadAsync(_partition, _watermark!.SequenceNumber, _options.ReadBackBytes, cancellationToken);
            var gap = missed.Where(record => record.SequenceNumber < before).ToList();
            if (gap.Count == 0)
            {
                return;
            }

            await AggregateAsync(gap, cancellationToken);
        }
    }

    private async Task AggregateAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        SequenceRange? range = null;
        var enqueued = DateTimeOffset.UnixEpoch;
        foreach (var record in records)
        {
            if (record.SequenceNumber <= Math.Max(_watermark!.SequenceNumber, range?.Last ?? 0))
            {
                continue;
            }

            var isAdded = TryAdd(record);
            if (isAdded && range is { } addedRange && _batch.MaxBytes > _options.MaxBatchBytes)
            {
                _batch.RollBack();
                await CommitAsync(addedRange, enqueued, cancellationToken);
                range = null;
                TryAdd(record);
            }

            range = new(range?.First ?? record.SequenceNumber, record.SequenceNumber);
            enqueued = record.EnqueuedTime;
        }

        if (range is { } remaining)
        {
            await CommitAsync(remaining, enqueued, cancellationToken);
        }
    }

    /// <summary>
    /// Adds a message to the batch or, if that fails for any reason, sets the message aside so that the partition continues.
    /// </summary>
    private bool TryAdd(LogRecord record)
    {
        try
        {
            _batch.Add(_options.Decode(record.Body).Span);
            return true;
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            _deadLetters.Add((record.SequenceNumber, DeadLetter.OfMessage(record, exception)));
            return false;
        }
    }

    private async Task CommitAsync(SequenceRange range, DateTimeOffset enqueued, CancellationToken cancellationToken)
    {
        foreach (var (_, deadLetter) in _deadLetters.Where(deadLetter => deadLetter.SequenceNumber <= range.Last))
        {
            await _letters.SetAsideAsync(deadLetter, cancellationToken);
        }

        _deadLetters.RemoveAll(deadLetter => deadLetter.SequenceNumber <= range.Last);
        var watermark = _watermark! with { SequenceNumber = range.Last, Enqueued = enqueued };
        foreach (var block in _batch.Blocks)
        {
            Written.AddHour(block.SiteHash, block.Hour, enqueued);
        }

        var transactions = _rows.Write(
            _batch,
            range,
            enqueued,
            _options.Logic.Version,
            (bucket, bytes) =>
            {
                LiveBytes += bytes;
                Written.Add(bucket, bytes, enqueued);
            }
        );
        foreach (var transaction in transactions.SkipLast(1))
        {
            await _tables.CommitAsync(TableNames.Live, LiveRow.PartitionKey(_partition), transaction, cancellationToken);
        }

        List<TableOperation> last = [watermark.Write(), .. transactions[^1]];
        var commit = await _tables.CommitAsync(TableNames.Live, LiveRow.PartitionKey(_partition), last, cancellationToken);
        if (!commit.Committed)
        {
            throw new PartitionLostException(_partition);
        }

        _watermark = watermark with { ETag = commit.ETags![0] };
        _statistics.Add(_batch, range.Last, enqueued);
        _batch = _batch.Next(_options);
    }
}
