using Analytics.Core.EventLog;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;
using Analytics.Core.Telemetry;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Aggregates one partition of the event log: batches in order, each committed to the live table in one transaction with the watermark. Whatever
/// delivers the messages may repeat them or leave gaps: repeats are skipped, gaps are read back from the log. Not thread-safe: one caller at a time.
/// </summary>
public sealed class PartitionAggregator
{
    private readonly int _partition;
    private readonly IEventLog _log;
    private readonly ITableStore _tables;
    private readonly RollingStatistics _statistics;
    private readonly AggregationOptions _options;
    private readonly PartitionMemory _memory;
    private readonly RollupAssembler _rollups;
    private readonly RollupEncoder _encoder = new();
    private readonly List<DeadLetter> _deadLetters = [];
    private BatchAssembler _batch;
    private Watermark? _watermark;

    /// <summary>Makes an aggregator that must be started.</summary>
    public PartitionAggregator(int partition, IEventLog log, ITableStore tables, RollingStatistics statistics, AggregationOptions options)
    {
        _partition = partition;
        _log = log;
        _tables = tables;
        _statistics = statistics;
        _options = options;
        _memory = new(options);
        _rollups = new(options.Logic);
        _batch = new(_memory);
    }

    /// <summary>How far the partition is aggregated; the start position of whoever delivers. Null before <see cref="StartAsync"/>.</summary>
    public long? SequenceNumber => _watermark?.SequenceNumber;

    /// <summary>Bytes written to the live table since the start.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>The same by bucket, for <see cref="RollupDemand"/>.</summary>
    public BucketBytes Written { get; } = new();

    /// <summary>Reads the watermark and rebuilds the memory from the live rows of the last hour.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _memory.Clear();
        _batch = new(_memory);
        _watermark = await Watermark.ReadAsync(_tables, _partition, cancellationToken).ConfigureAwait(false);
        await new MemoryRebuilder(_tables, _options, _statistics).RebuildAsync(_partition, _watermark, _memory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Aggregates messages of this partition, ascending by sequence number. When it returns, all of them are visible to queries.</summary>
    /// <exception cref="PartitionLostException">Another instance aggregates this partition; start again.</exception>
    /// <exception cref="InvalidOperationException">The aggregator was not started.</exception>
    public async Task ProcessAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        var watermark = _watermark ?? throw new InvalidOperationException($"The aggregator of partition {_partition} was not started.");
        try
        {
            if (records.Count > 0 && records[0].SequenceNumber > watermark.SequenceNumber + 1)
            {
                await ReadBackAsync(records[0].SequenceNumber, cancellationToken).ConfigureAwait(false);
            }

            await AggregateAsync(records, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _watermark = null;
            _memory.Clear();
            throw;
        }
    }

    private async Task ReadBackAsync(long before, CancellationToken cancellationToken)
    {
        while (true)
        {
            var missed = await _log.ReadAsync(_partition, _watermark!.SequenceNumber, _options.MaxBatchBytes, cancellationToken).ConfigureAwait(false);
            var gap = missed.Where(record => record.SequenceNumber < before).ToList();
            if (gap.Count == 0)
            {
                return;
            }

            await AggregateAsync(gap, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AggregateAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        SequenceRange? range = null;
        var bytes = 0;
        var enqueued = DateTimeOffset.UnixEpoch;
        foreach (var record in records)
        {
            if (record.SequenceNumber <= Math.Max(_watermark!.SequenceNumber, range?.Last ?? 0))
            {
                continue;
            }

            var segments = Decode(record);
            if (bytes > 0 && bytes + segments.Length > _options.MaxBatchBytes)
            {
                await CommitAsync(range!.Value, enqueued, cancellationToken).ConfigureAwait(false);
                (range, bytes) = (null, 0);
            }

            _memory.Age(record.EnqueuedTime);
            Add(record, segments.Span);
            range = new(range?.First ?? record.SequenceNumber, record.SequenceNumber);
            bytes += segments.Length;
            enqueued = record.EnqueuedTime;
        }

        if (range is { } rest)
        {
            await CommitAsync(rest, enqueued, cancellationToken).ConfigureAwait(false);
        }
    }

    private ReadOnlyMemory<byte> Decode(LogRecord record)
    {
        try
        {
            return EventMessage.Decode(record.Body);
        }
        catch (InvalidDataException exception)
        {
            _deadLetters.Add(new(record, exception.Message));
            return default;
        }
    }

    private void Add(LogRecord record, ReadOnlySpan<byte> segments)
    {
        try
        {
            _batch.Add(segments);
        }
        catch (InvalidDataException exception)
        {
            _deadLetters.Add(new(record, exception.Message));
        }
    }

    private async Task CommitAsync(SequenceRange range, DateTimeOffset enqueued, CancellationToken cancellationToken)
    {
        foreach (var letter in _deadLetters)
        {
            await letter.WriteAsync(_tables, cancellationToken).ConfigureAwait(false);
            AnalyticsMeter.CountDeadLetter();
        }

        _deadLetters.Clear();
        var bodies = new SortedDictionary<int, ByteSink>();
        foreach (var block in _batch.Blocks)
        {
            var period = new RollupPeriod(RollupTier.Hour, block.Hour);
            var rollup = _rollups.Assemble(
                block.Rows, period, ulong.MaxValue, SamplingLimits.Unlimited, Inclusion.Of(_partition, range.First, range.Last), block.Totals());
            var bucket = Partitioner.BucketOf(block.SiteHash);
            if (!bodies.TryGetValue(bucket, out var body))
            {
                bodies[bucket] = body = new();
            }

            var site = _batch.Pool.GetString(block.Site);
            LiveRow.AppendBlock(body, site, _encoder.Encode(rollup, compress: false));
            _statistics.Add(site, rollup.Totals, block.Hour, block.Values);
            AnalyticsMeter.CountDuplicates(rollup.Totals);
        }

        var watermark = _watermark! with { SequenceNumber = range.Last, Enqueued = enqueued };
        List<TableOperation> operations = [watermark.Write()];
        foreach (var (bucket, body) in bodies)
        {
            operations.Add(TableOperation.Insert(
                LiveRow.RowKey(bucket, range.First), body.ToArray(), LiveRow.Head(range, enqueued, body.Length)));
            LiveBytes += body.Length;
            Written.Add(bucket, body.Length);
        }

        var commit = await _tables.CommitAsync(TableNames.Live, LiveRow.PartitionKey(_partition), operations, cancellationToken).ConfigureAwait(false);
        if (!commit.Committed)
        {
            throw new PartitionLostException(_partition);
        }

        _watermark = watermark with { ETag = commit.ETags![0] };
        _batch.Clear();
        if (_batch.TextCount > _options.MaxTexts)
        {
            _batch = new(_memory);
        }
    }
}
