using System.Buffers;
using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tests.Reprocessing;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Erasures;

public sealed class SharedVisitorErasureTests
{
    private const string Site = "site.example";
    private const ulong Busy = 0x1234_5678_9abc_def1;
    private const ulong Other = 0x8234_5678_9abc_dff1;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_visitor_with_several_ids_is_erased_with_all_of_them()
    {
        var clock = new FakeTimeProvider(Start.AddHours(3));
        var log = new InMemoryEventLog(1, clock);
        using var world = new World(clock, log, new InMemoryTableStore(), rollups: Pipeline.ByHours with { SegmentEvents = 4 });
        var writer = new EventSegmentWriter();
        for (var i = 0; i < 30; i++)
        {
            var second = Start.ToUnixTimeSeconds() + i;
            Pipeline.Write(writer, new(Site, second, VisitorIds.WithShare(Busy, i / 10)));
            Pipeline.Write(writer, new(Site, second, Other));
            writer.AddTraffic(TrafficKind.Shared, Start.ToUnixTimeMilliseconds(), Encoding.UTF8.GetBytes(Site), 1);
        }

        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        await log.AppendAsync(0, EventMessage.Encode(buffer.WrittenSpan), TestContext.Current.CancellationToken);
        await world.AggregateAsync();
        await world.RollUpAsync();
        var before = await world.ScanAsync(world.Scanner, Site, Start, Start.AddHours(1));

        await world.EraseAsync(ErasureKind.Visitor, Site, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), Busy);

        var after = await world.ScanAsync(world.Scanner, Site, Start, Start.AddHours(1));
        Assert.Equal((60, 2), (before[ScanCounter.Events], before[ScanCounter.Visitors]));
        Assert.Equal((30, 1), (after[ScanCounter.Events], after[ScanCounter.Visitors]));
        var hour = await new RollupTable(world.Tables).ReadAsync(
            Site,
            RollupPeriod.Of(RollupTier.Hour, Start.ToUnixTimeSeconds()),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(30, hour!.Value.Rollup.Totals.Sum(TotalsMetric.Events));
        Assert.All(SegmentDecoder.Decode(log.AllRecords()).Where(e => !e.IsTraffic), e => Assert.Equal(Other, e.Visitor));
    }
}
