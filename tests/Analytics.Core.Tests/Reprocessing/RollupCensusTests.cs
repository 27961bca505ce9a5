using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Reprocessing;

public sealed class RollupCensusTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hours_and_days_without_any_are_counted_and_each_head_is_read_once()
    {
        var clock = new FakeTimeProvider(Start.AddDays(2).AddHours(2));
        using var world = new World(clock, new(1, clock), new(), rollups: new() { SmallDayEvents = 10 });
        foreach (var (site, events) in ((string, int)[])[("few.example", 2), ("many.example", 40)])
        {
            await world.Sites.CreateAsync(new(site, "Etc/UTC", Start), Token);
            await World.SendAsync(
                world.Log,
                Enumerable.Range(0, events).Select(i => (new NaiveEvent(site, Start.ToUnixTimeSeconds() + (i * 1_800), 4), (string?)null))
            );
        }

        await world.AggregateAsync();
        await world.RollUpAsync();
        var hours = world.Tables.RowsOf(TableNames.Rollups).Count(row => row.RowKey.StartsWith("h|", StringComparison.Ordinal));
        var days = world
            .Tables.RowsOf(TableNames.Rollups)
            .Count(row =>
                row.RowKey.StartsWith("d|", StringComparison.Ordinal) && row.PartitionKey == "few.example" && row.RowKey.Length == 12
            );
        var tables = new CountedRanges(world.Tables);

        var counts = await new RollupCensus(tables, world.Sites).CountAsync(Token);

        Assert.Equal((20, 1), (hours, days));
        Assert.Equal([new LogicVersionRows(Rollup.CurrentLogicVersion, 21, Start, Start.AddDays(1))], counts.Versions);
        Assert.Equal(new(0, 0), counts.Old);
        Assert.Equal(4, tables.Ranges["few.example"]);
        Assert.Equal(4, tables.Ranges["many.example"]);
    }

    /// <summary>Counts the ranges of rollups that are read of a site: its markers, hours, days and months.</summary>
    private sealed class CountedRanges(ITableStore inner) : DelegatingTableStore(inner)
    {
        public Dictionary<string, int> Ranges { get; } = [];

        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            bool headsOnly,
            CancellationToken cancellationToken
        )
        {
            Ranges[partitionKey] = Ranges.GetValueOrDefault(partitionKey) + 1;
            return base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);
        }
    }
}
