using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.EventLog;

public sealed class LogRetentionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Old_messages_go_but_neither_the_newest_nor_those_that_are_not_aggregated()
    {
        var options = new SqliteEventLogOptions { PartitionCount = 2, KeepFor = TimeSpan.FromDays(90) };
        using (var data = DataDirectory.Open(_directory.Path, options, TimeProvider.System))
        {
            for (var i = 0; i < 30; i++)
            {
                await data.Log.AppendAsync(i % 2, new byte[300_000], Stop);
            }

            await AggregateAsync(data, partition: 0, upTo: 15);
            await AggregateAsync(data, partition: 1, upTo: 9);
            Assert.Equal(0, await new LogRetention(data.Log, data.Tables, options, TimeProvider.System).RunAsync(Stop));
            Assert.Equal(23, await new LogRetention(data.Log, data.Tables, options, new Later(91)).RunAsync(Stop));
            Assert.Equal(15, Assert.Single(await data.Log.ReadAsync(0, 0, int.MaxValue, Stop)).SequenceNumber);
            Assert.Equal(10, (await data.Log.ReadAsync(1, 0, 1, Stop))[0].SequenceNumber);
        }

        using var again = DataDirectory.Open(_directory.Path, options, TimeProvider.System);
        await again.Log.AppendAsync(0, new byte[10], Stop);
        Assert.Equal(16, await again.Log.LastSequenceNumberAsync(0, Stop));
    }

    [Fact]
    public async Task Above_a_size_the_oldest_messages_go_and_appends_go_on_meanwhile()
    {
        var options = new SqliteEventLogOptions
        {
            PartitionCount = 2,
            KeepFor = null,
            KeepBytes = 8_000_000,
        };
        using var data = DataDirectory.Open(_directory.Path, options, TimeProvider.System);
        for (var i = 0; i < 60; i++)
        {
            await data.Log.AppendAsync(i % 2, new byte[300_000], Stop);
        }

        await AggregateAsync(data, partition: 0, upTo: 30);
        await AggregateAsync(data, partition: 1, upTo: 30);
        var deleting = new LogRetention(data.Log, data.Tables, options, TimeProvider.System).RunAsync(Stop);
        for (var i = 0; i < 50; i++)
        {
            await data.Log.AppendAsync(i % 2, new byte[100], Stop);
        }

        Assert.InRange(await deleting, 30, 58);
        Assert.InRange(data.Log.UsedBytes(), 1, 8_000_000);
        Assert.Equal(55, await data.Log.LastSequenceNumberAsync(1, Stop));
    }

    private static async Task AggregateAsync(DataDirectory data, int partition, long upTo) =>
        await data.Tables.CommitAsync("live", $"{partition:D4}", [new Watermark(upTo, DateTimeOffset.UnixEpoch, null).Write()], Stop);

    private sealed class Later(int days) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(days);
    }
}
