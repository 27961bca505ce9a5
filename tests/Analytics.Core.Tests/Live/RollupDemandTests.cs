using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Live;

public sealed class RollupDemandTests : IDisposable
{
    private const string Site = "shop.example";
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 10, 30, 0, TimeSpan.Zero);
    private static readonly int Bucket = Partitioner.BucketOf(Partitioner.SiteHash(Site));

    private readonly Pipeline _pipeline = new(Now, partitions: 1);
    private readonly BucketWrites _written = new();
    private readonly RollupDemand _demand;
    private readonly RollupRounds _rounds;

    public RollupDemandTests()
    {
        _demand = new(_pipeline.Tables, _pipeline.Clock);
        _rounds = new(_pipeline.Tables, 1, _pipeline.Clock, new());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _rounds.Dispose();

    [Fact]
    public async Task What_has_grown_large_is_rolled_up_though_its_hour_runs()
    {
        await SendAsync(Now);
        _written.Add(Bucket, (int)RollupDemand.LargeBytes, Now);

        await _demand.AskAsync(_written, Token);

        Assert.Equal(1, await _rounds.RunDemandedAsync(_demand, Token));
        Assert.Equal(0, await _pipeline.RollUpAsync(openHoursToo: true));
        await SendAsync(Now.AddMinutes(1));
        Assert.Equal(2, await _pipeline.EventsAsync(Site, Now));
        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));
        _pipeline.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await _pipeline.RollUpAsync());
        Assert.Equal(2, await _pipeline.EventsAsync(Site, Now));
    }

    [Fact]
    public async Task Nobody_asks_for_little_nor_twice_for_the_same()
    {
        await SendAsync(Now);
        _written.Add(Bucket, (int)RollupDemand.LargeBytes - 1, Now);
        await _demand.AskAsync(_written, Token);
        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));

        _written.Add(Bucket, 1, Now);
        await _demand.AskAsync(_written, Token);
        Assert.Equal(1, await _rounds.RunDemandedAsync(_demand, Token));
        await SendAsync(Now);
        await _demand.AskAsync(_written, Token);
        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));
    }

    [Fact]
    public async Task Other_buckets_wait_for_the_hour()
    {
        await SendAsync(Now);
        _written.Add((Bucket + 1) % Partitioner.Buckets, (int)RollupDemand.LargeBytes, Now);
        await _demand.AskAsync(_written, Token);

        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));

        Assert.Equal(1, await _pipeline.RollUpAsync(openHoursToo: true));
    }

    [Fact]
    public async Task What_is_asked_for_while_it_is_rolled_up_is_for_the_next_time()
    {
        await SendAsync(Now);
        await AskAsync();
        _pipeline.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Rollups)
            {
                _pipeline.Tables.BeforeCommit = null;
                await SendAsync(Now);
                await AskAsync();
            }
        };

        Assert.Equal(1, await _rounds.RunDemandedAsync(_demand, Token));
        Assert.Equal(1, await _rounds.RunDemandedAsync(_demand, Token));
        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));
    }

    [Fact]
    public async Task A_storage_that_fails_loses_no_demand()
    {
        await SendAsync(Now);
        _written.Add(Bucket, (int)RollupDemand.LargeBytes, Now);
        _pipeline.Tables.BeforeCommit = (_, _) => throw new IOException("Busy.");
        await Assert.ThrowsAsync<IOException>(() => _demand.AskAsync(_written, Token));
        _pipeline.Tables.BeforeCommit = null;
        await _demand.AskAsync(_written, Token);
        _pipeline.Tables.BeforeCommit = (table, _) =>
            table == TableNames.Rollups ? throw new IOException("Busy.") : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => _rounds.RunDemandedAsync(_demand, Token));
        _pipeline.Tables.BeforeCommit = null;

        Assert.Equal(1, await _rounds.RunDemandedAsync(_demand, Token));
    }

    [Fact]
    public async Task History_is_rolled_up_once_no_more_of_it_was_written_for_a_while()
    {
        await SendAsync(Now);
        await AskForHistoryAsync();
        _pipeline.Clock.Advance(RollupDemand.HistoryPause - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));

        await AskForHistoryAsync();
        _pipeline.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));

        _pipeline.Clock.Advance(RollupDemand.HistoryPause);
        Assert.Equal(1, await _rounds.RunDemandedAsync(_demand, Token));
        await SendAsync(Now);
        Assert.Equal(0, await _rounds.RunDemandedAsync(_demand, Token));
    }

    private async Task AskForHistoryAsync()
    {
        for (var day = 2; day <= 2 + HistoryWrites.ManyDays; day++)
        {
            _written.AddHour(Partitioner.SiteHash(Site), Now.AddDays(-day).ToUnixTimeSeconds(), Now);
        }

        await _demand.AskAsync(_written, Token);
    }

    private async Task AskAsync()
    {
        _written.Add(Bucket, (int)RollupDemand.LargeBytes, Now);
        await _demand.AskAsync(_written, Token);
    }

    private async Task SendAsync(DateTimeOffset at)
    {
        await _pipeline.SendAsync([new NaiveEvent(Site, at.ToUnixTimeSeconds(), 7)]);
        await _pipeline.AggregateAsync();
    }
}
