using Analytics.Core.Operations;

namespace Analytics.Core.Tests.Operations;

public sealed class PartitionLagsTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly Pipeline _pipeline = new(Noon, partitions: 1);
    private readonly PartitionLags _lags;

    public PartitionLagsTests() => _lags = new(_pipeline.Log, _pipeline.Tables, _pipeline.Clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partition_without_messages_has_no_lag_however_long_it_is_quiet()
    {
        for (var hour = 0; hour < 3; hour++)
        {
            Assert.Equal(new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero), await MeasureAsync());
            Pass(60);
        }
    }

    [Fact]
    public async Task A_partition_that_does_not_move_while_messages_wait_is_stuck_after_five_minutes()
    {
        await SendAsync();
        Pass(1);
        Assert.Equal(new(0, 0, 1, Minutes(1), Minutes(0)), await MeasureAsync());
        Pass(4);
        await SendAsync();
        Assert.False((await MeasureAsync()).IsStuck);
        Pass(1);
        var stuck = await MeasureAsync();
        Assert.Equal(new(0, 0, 2, Minutes(6), Minutes(5)), stuck);
        Assert.True(stuck.IsStuck);

        await _pipeline.AggregateAsync();
        Assert.Equal(new(0, 2, 2, TimeSpan.Zero, TimeSpan.Zero), await MeasureAsync());
    }

    [Fact]
    public async Task A_message_after_a_quiet_night_is_as_old_as_itself()
    {
        await SendAsync();
        await _pipeline.AggregateAsync();
        Pass(600);
        Assert.Equal(TimeSpan.Zero, (await MeasureAsync()).Age);
        Pass(1);
        await SendAsync();
        Pass(1);
        Assert.InRange((await MeasureAsync()).Age, Minutes(1), Minutes(2));
        Assert.Equal(
            Minutes(1),
            (await new PartitionLags(_pipeline.Log, _pipeline.Tables, _pipeline.Clock).MeasureAsync(TimeSpan.Zero, Stop))[0].Age
        );
    }

    [Fact]
    public async Task A_backlog_that_shrinks_slowly_is_old_but_not_stuck()
    {
        for (var message = 0; message < 20; message++)
        {
            await SendAsync();
        }

        var aggregator = await _pipeline.StartAsync(0);
        for (var message = 0; message < 10; message++)
        {
            Pass(4);
            await aggregator.ProcessAsync([_pipeline.Log.Records(0)[message]], Stop);
            var lag = await MeasureAsync();
            Assert.Equal((19 - message, Minutes(4 * (message + 1))), (lag.Waiting, lag.Age));
            Assert.False(lag.IsStuck);
        }
    }

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private void Pass(int minutes) => _pipeline.Clock.Advance(Minutes(minutes));

    private Task SendAsync() => _pipeline.SendAsync([new NaiveEvent(Site, _pipeline.Clock.GetUtcNow().ToUnixTimeSeconds(), 2)]);

    private async Task<PartitionLag> MeasureAsync() => Assert.Single(await _lags.MeasureAsync(TimeSpan.Zero, Stop));
}
