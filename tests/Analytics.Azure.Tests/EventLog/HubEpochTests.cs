using Analytics.Azure.Aggregation;
using Analytics.Azure.Archives;
using Analytics.Azure.EventLog;
using Analytics.Azure.Tests.EventHubs;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Live;

namespace Analytics.Azure.Tests.EventLog;

/// <summary>A hub that was deleted and made again, or failed over to, while the tables stayed: it counts from 0 again.</summary>
public sealed class HubEpochTests : IAsyncDisposable
{
    private const long First = HubNumbering.PerEpoch + 1;
    private readonly EventHubEndpoint _hub = new(2);
    private readonly InMemoryTableStore _tables = new();
    private readonly ListLogger<PartitionAggregators> _logger = new();
    private readonly HubClients _before;
    private readonly HubClients _after;

    public HubEpochTests()
    {
        _before = new(_hub);
        _after = new(_hub, epoch: 1);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _before.DisposeAsync();
        await _after.DisposeAsync();
        _hub.Dispose();
    }

    [Fact]
    public async Task New_messages_look_counted_until_a_new_epoch_begins_and_are_counted_then()
    {
        await AppendAsync(3);
        await AggregateAsync(_before.Log);
        Assert.Equal(3, (await Watermark.ReadAsync(_tables, 1, Stop)).SequenceNumber);
        _hub.Partitions[1].Recreate();
        await AppendAsync(2);

        Assert.True((await ContinuityAsync(_before.Log)).IsBehind);
        await AggregateAsync(_before.Log);
        Assert.Equal(3, (await Watermark.ReadAsync(_tables, 1, Stop)).SequenceNumber);

        Assert.False((await ContinuityAsync(_after.Log)).IsBehind);
        await AggregateAsync(_after.Log);
        Assert.Equal(First + 1, (await Watermark.ReadAsync(_tables, 1, Stop)).SequenceNumber);
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task Numbers_of_an_epoch_begin_above_those_before_and_read_back()
    {
        Assert.Equal(First - 1, await _after.Log.LastSequenceNumberAsync(1, Stop));
        await AppendAsync(3);

        Assert.Equal(First + 2, await _after.Log.LastSequenceNumberAsync(1, Stop));
        Assert.Equal([First, First + 1, First + 2], await NumbersAsync(_after.Log, after: 3));
        Assert.Equal([First + 2], await NumbersAsync(_after.Log, after: First + 1));
        Assert.Empty(await NumbersAsync(_after.Log, after: First + 2));
    }

    [Fact]
    public async Task What_a_new_hub_lost_before_it_was_aggregated_is_named_without_the_numbers_between_the_epochs()
    {
        await AppendAsync(3);
        await AggregateAsync(_before.Log);
        _hub.Partitions[1].Recreate();
        await AppendAsync(5);
        _hub.Partitions[1].Expire(below: 2);

        await AggregateAsync(_after.Log);

        Assert.Contains($"the messages {First} to {First + 1} left", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_archive_has_the_numbers_of_the_epoch()
    {
        await AppendAsync(3);
        var archive = new EpochArchive(new EventLogArchive(_before.Log), new(1));

        Assert.Equal(First, (await archive.OldestAsync(1, Stop))!.Value.SequenceNumber);
        Assert.Equal(
            [First + 1, First + 2],
            (await archive.ReadAsync(1, First, int.MaxValue, Stop)).Select(record => record.SequenceNumber)
        );
        var start = await archive.SeekAsync(1, DateTimeOffset.UnixEpoch, Stop);
        Assert.InRange(start, First - 1, First);
        Assert.Equal(First, (await archive.ReadAsync(1, First - 1, 1, Stop))[0].SequenceNumber);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(HubNumbering.PerEpoch, 0)]
    [InlineData(First, HubNumbering.PerEpoch)]
    [InlineData((2 * HubNumbering.PerEpoch) + 7, 2 * HubNumbering.PerEpoch)]
    public void An_epoch_begins_after_the_last_number_of_the_one_before(long number, long start) =>
        Assert.Equal(start, HubNumbering.EpochStart(number));

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _before.Log.AppendAsync(1, new byte[] { 1 }, Stop);
        }
    }

    private async Task AggregateAsync(EventHubLog log)
    {
        using var aggregators = new PartitionAggregators(
            log,
            _tables,
            new RollingStatistics(TimeProvider.System),
            new AggregationOptions(),
            new RollupDemand(_tables, TimeProvider.System),
            TimeProvider.System,
            _logger
        );
        await aggregators.ProcessAsync(1, await log.ReadAsync(1, 0, int.MaxValue, Stop), Stop);
    }

    private async Task<LogContinuity> ContinuityAsync(EventHubLog log) =>
        new(1, await log.LastSequenceNumberAsync(1, Stop), (await Watermark.ReadAsync(_tables, 1, Stop)).SequenceNumber);

    private static async Task<List<long>> NumbersAsync(EventHubLog log, long after) =>
        [.. (await log.ReadAsync(1, after, int.MaxValue, Stop)).Select(record => record.SequenceNumber)];
}
