using System.Buffers;
using System.Text;
using Analytics.Azure.Aggregation;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Aggregation;

/// <summary>
/// Messages are no event messages here, so each that is aggregated is one dead letter: enough to see which were, and how often.
/// </summary>
public sealed class PartitionAggregatorsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTableStore _tables = new();
    private readonly ListLogger<PartitionAggregators> _logger = new();
    private readonly InMemoryEventLog _log;
    private readonly PartitionAggregators _one;
    private readonly PartitionAggregators _other;

    public PartitionAggregatorsTests()
    {
        _log = new(2, _clock);
        _one = Instance();
        _other = Instance();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task An_instance_that_lost_the_partition_goes_on_after_what_the_other_stored()
    {
        await AppendAsync(6);
        await _one.ProcessAsync(1, Records(1, 2), Stop);
        await _other.ProcessAsync(1, Records(1, 4), Stop);

        await _one.ProcessAsync(1, Records(3, 6), Stop);

        Assert.Equal(6, (await Watermark.ReadAsync(_tables, 1, Stop)).SequenceNumber);
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await LettersAsync());
    }

    [Fact]
    public async Task A_partition_that_is_written_much_to_asks_for_a_roll_up()
    {
        var pages = 0;
        for (var message = 0; message < 12; message++)
        {
            var writer = new EventSegmentWriter();
            for (var i = 0; i < 200; i++)
            {
                writer.BeginEvent(_clock.Now.ToUnixTimeMilliseconds(), 7, 0, EventFlags.ClientTimestamp);
                writer.Set(EventField.Site, "shop.example"u8);
                writer.Set(EventField.Name, "pageview"u8);
                writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://shop.example/{pages++}/{new string('x', 1_900)}"));
                writer.EndEvent();
            }

            var segment = new ArrayBufferWriter<byte>();
            writer.CopyTo(segment);
            await _log.AppendAsync(1, EventMessage.Encode(segment.WrittenSpan), Stop);
        }

        await _one.ProcessAsync(1, Records(1, 12), Stop);

        using var rounds = new RollupRounds(_tables, _log.PartitionCount, _clock, new());
        Assert.Equal(1, await rounds.RunDemandedAsync(new RollupDemand(_tables, TimeProvider.System), Stop));
    }

    [Fact]
    public async Task A_gap_is_read_back_from_the_log()
    {
        await AppendAsync(6);
        await _one.ProcessAsync(1, Records(1, 2), Stop);

        await _one.ProcessAsync(1, Records(5, 6), Stop);

        Assert.Equal(["1", "2", "3", "4", "5", "6"], await LettersAsync());
    }

    [Fact]
    public async Task A_failed_batch_is_taken_up_when_it_is_delivered_again()
    {
        await AppendAsync(2);
        _tables.BeforeCommit = (table, _) => table == TableNames.Live ? throw new IOException("busy") : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => _one.ProcessAsync(1, Records(1, 2), Stop));
        _tables.BeforeCommit = null;

        await _one.ProcessAsync(1, Records(1, 2), Stop);

        Assert.Equal(2, (await Watermark.ReadAsync(_tables, 1, Stop)).SequenceNumber);
    }

    [Fact]
    public async Task A_partition_that_is_lost_in_the_middle_of_a_commit_is_taken_up_again()
    {
        await AppendAsync(2);
        var rivals = 0;
        _tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Live)
            {
                _tables.BeforeCommit = null;
                await Instance().ProcessAsync(1, Records(1, 1), Stop);
                rivals++;
            }
        };

        await _one.ProcessAsync(1, Records(1, 2), Stop);

        Assert.Equal(1, rivals);
        Assert.Equal(["1", "2"], await LettersAsync());
    }

    [Fact]
    public async Task Batches_of_one_partition_wait_for_each_other()
    {
        await AppendAsync(4);
        var commits = 0;
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Live)
            {
                Interlocked.Increment(ref commits);
                await held.Task;
            }
        };

        var first = _one.ProcessAsync(1, Records(1, 2), Stop);
        var second = _one.ProcessAsync(1, Records(3, 4), Stop);

        // Both have run as far as they can: the first to its commit, the second to its turn.
        Assert.Equal(1, commits);
        held.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(["1", "2", "3", "4"], await LettersAsync());
    }

    [Fact]
    public async Task Messages_that_the_log_no_longer_holds_are_named_and_counted_with_the_hours_to_reprocess()
    {
        using var counted = new CounterListener("analytics.messages.lost");
        await AppendAsync(2);
        await _one.ProcessAsync(1, Records(1, 2), Stop);
        _clock.Advance(TimeSpan.FromHours(30));
        await AppendAsync(3);
        _clock.Advance(TimeSpan.FromMinutes(90));
        await AppendAsync(3);
        _log.Forget(1, upToSequenceNumber: 5);

        await _one.ProcessAsync(1, Records(7, 8), Stop);

        Assert.Equal(["1", "2", "6", "7", "8"], await LettersAsync());
        Assert.Equal(3, counted.Sum);
        var lost = Assert.Single(_logger.Lines);
        Assert.Contains("Partition 1: the messages 3 to 5", lost, StringComparison.Ordinal);
        Assert.Contains("from 2026-11-01 00:00:00Z to 2026-11-02 08:00:00Z", lost, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_lost_is_told_once_although_its_batch_fails_and_comes_again()
    {
        await AppendAsync(2);
        await _one.ProcessAsync(1, Records(1, 2), Stop);
        await AppendAsync(3);
        _log.Forget(1, upToSequenceNumber: 4);
        _tables.BeforeCommit = (table, _) => table == TableNames.Live ? throw new IOException("busy") : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => _one.ProcessAsync(1, Records(5, 5), Stop));
        Assert.Empty(_logger.Lines);
        _tables.BeforeCommit = null;

        await _one.ProcessAsync(1, Records(5, 5), Stop);
        await AppendAsync(1);
        await _one.ProcessAsync(1, Records(6, 6), Stop);

        Assert.Contains("the messages 3 to 4", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_that_is_read_back_is_nothing_to_tell()
    {
        await AppendAsync(6);
        await _one.ProcessAsync(1, Records(1, 2), Stop);

        await _one.ProcessAsync(1, Records(5, 6), Stop);

        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_partition_that_is_unused_for_minutes_is_let_go_and_taken_up_again()
    {
        await AppendAsync(4);
        await _one.ProcessAsync(1, Records(1, 2), Stop);
        _clock.Advance(PartitionAggregators.MaxIdle - TimeSpan.FromMinutes(1));
        Assert.Equal(1, _one.HeldCount);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _one.HeldCount);

        await _one.ProcessAsync(1, Records(3, 4), Stop);

        Assert.Equal(["1", "2", "3", "4"], await LettersAsync());
    }

    [Fact]
    public async Task A_partition_with_a_batch_under_way_is_kept_however_long_it_takes()
    {
        await AppendAsync(2);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Live)
            {
                await held.Task;
            }
        };
        var batch = _one.ProcessAsync(1, Records(1, 2), Stop);

        _clock.Advance(PartitionAggregators.MaxIdle * 3);

        Assert.Equal(1, _one.HeldCount);
        held.SetResult();
        await batch;
        Assert.Equal(["1", "2"], await LettersAsync());
    }

    [Fact]
    public async Task A_backlog_of_many_partitions_is_aggregated_a_few_at_a_time()
    {
        const int Partitions = 32;
        var log = new InMemoryEventLog(Partitions, _clock);
        using var aggregators = new PartitionAggregators(
            log,
            _tables,
            new RollingStatistics(_clock),
            new AggregationOptions(),
            new RollupDemand(_tables, TimeProvider.System),
            _clock,
            _logger
        );
        var (underWay, most) = (0, 0);
        _tables.BeforeCommit = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
        };

        await Task.WhenAll(
            Enumerable
                .Range(0, Partitions)
                .Select(async partition =>
                {
                    await log.AppendAsync(partition, new byte[] { 1 }, Stop);
                    await aggregators.ProcessAsync(partition, log.Records(partition), Stop);
                })
        );

        Assert.InRange(most, 1, PartitionAggregators.MaxConcurrentBatches);
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(1, (await Watermark.ReadAsync(_tables, partition, Stop)).SequenceNumber);
        }
    }

    [Theory]
    [InlineData(1, 131_072, 262_144, 8_388_608)]
    [InlineData(32, 32_768, 65_536, 6_553_600)]
    [InlineData(100, 16_384, 20_971, 2_097_152)]
    [InlineData(1024, 16_384, 16_384, 1_048_576)]
    public void All_partitions_together_remember_what_fits_an_instance(int partitions, int keys, int texts, int textBytes)
    {
        var bounds = AggregatorBounds.For(partitions);

        Assert.Equal((keys, texts, textBytes), (bounds.MemoryPerGeneration, bounds.MaxTexts, bounds.MaxTextBytes));
    }

    private PartitionAggregators Instance() =>
        new(
            _log,
            _tables,
            new RollingStatistics(_clock),
            new AggregationOptions(),
            new RollupDemand(_tables, TimeProvider.System),
            _clock,
            _logger
        );

    private async Task AppendAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await _log.AppendAsync(1, new byte[] { (byte)i }, Stop);
        }
    }

    private List<LogRecord> Records(int first, int last) =>
        [.. _log.Records(1).Where(r => r.SequenceNumber >= first && r.SequenceNumber <= last)];

    private async Task<List<string>> LettersAsync()
    {
        var letters = new List<string>();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.DeadLetter, "0001", "", null, headsOnly: false, Stop))
        {
            letters.Add(row.RowKey.TrimStart('0'));
        }

        return letters;
    }
}
