using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Reprocessing;

/// <summary>Rows of older releases are made again of the rows below them, a few at a time.</summary>
public sealed class OldRowsTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupOptions Options = new()
    {
        SmallDayEvents = 0,
        SegmentEvents = 30,
        SmallColumnBytes = 0,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_that_does_not_tell_its_hours_is_made_again_and_then_its_hours_go()
    {
        using var world = await PlayAsync(days: 3);
        await AgeAsync(world, Start);
        await AgeAsync(world, Start.AddDays(1));
        var before = await CountAsync(world);
        Assert.Equal(new OldRowCounts(2, 0), await OldAsync(world));

        Assert.Equal(2, await Rows(world).ConvertAsync(Token));
        Assert.Equal(before, await CountAsync(world));
        await world.RollUpAsync();
        Assert.Equal(before, await CountAsync(world));
        Assert.Equal(new OldRowCounts(0, 0), await OldAsync(world));
        Assert.NotNull((await ReadAsync(world, Start)).Hours);

        world.Clock.Advance(Options.KeepHours);
        await world.RollUpAsync();
        Assert.DoesNotContain(
            world.Tables.RowsOf(TableNames.Rollups),
            row => row.RowKey.StartsWith("h|2026-01-10", StringComparison.Ordinal)
        );
        Assert.Equal(before, await CountAsync(world));
    }

    [Fact]
    public async Task A_day_of_which_an_hour_is_missing_stays_and_is_told()
    {
        using var world = await PlayAsync(days: 2);
        await AgeAsync(world, Start);
        var before = await CountAsync(world);
        var hour = world.Tables.RowsOf(TableNames.Rollups).First(row => row.RowKey.StartsWith("h|2026-01-10", StringComparison.Ordinal));
        await world.Tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Delete(hour.RowKey, hour.ETag)], Token);

        Assert.Equal(0, await Rows(world).ConvertAsync(Token));
        await world.RollUpAsync();
        Assert.Equal(new OldRowCounts(0, 1), await OldAsync(world));
        Assert.Equal(before, await CountAsync(world));

        // The archive has it.
        await world.ReprocessAsync(Start, Start.AddDays(1));
        Assert.Equal(new OldRowCounts(0, 0), await OldAsync(world));
        Assert.Equal(before, await CountAsync(world));
    }

    [Fact]
    public async Task A_run_stops_after_some_rows_the_next_goes_on_and_the_last_looks_for_nothing_any_more()
    {
        using var world = await PlayAsync(days: 2, sites: 3);
        for (var site = 0; site < 3; site++)
        {
            await AgeAsync(world, Start, $"site{site}.example");
        }

        // A site is converted as a whole, and after each the run may end.
        Assert.Equal(1, await Rows(world, maxMarked: 1).ConvertAsync(Token));
        Assert.Equal(new OldRowCounts(2, 0), await OldAsync(world));
        Assert.Equal(2, await Rows(world, maxMarked: 2).ConvertAsync(Token));
        Assert.Equal(0, await Rows(world).ConvertAsync(Token));
        await world.RollUpAsync();
        Assert.Equal(new OldRowCounts(0, 0), await OldAsync(world));

        await AgeAsync(world, Start, "site1.example");
        Assert.Equal(0, await Rows(world).ConvertAsync(Token));
        Assert.Equal(new OldRowCounts(1, 0), await OldAsync(world));
    }

    [Fact]
    public async Task A_month_of_an_older_logic_is_made_again()
    {
        using var world = await PlayAsync(days: 25);
        var month = new RollupPeriod(RollupTier.Month, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
        var table = new RollupTable(world.Tables);
        var built = (await table.ReadAsync(Site, month, Token))!.Value.Rollup;
        Assert.Equal(Rollup.MonthLogicVersion, built.LogicVersion);
        var row = (await world.Tables.ReadAsync(TableNames.Rollups, Site, month.RowKey, Token))!;
        var older = new Rollup(month, built.Threshold, built.Included, built.Totals, built.Columns, 2) { Segments = built.Segments };
        var head = RollupEncoder.EncodeHead(older, row.Body);
        await world.Tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Replace(row.RowKey, row.Body, row.ETag, head)], Token);
        Assert.Equal(new OldRowCounts(1, 0), await OldAsync(world));

        Assert.Equal(1, await Rows(world).ConvertAsync(Token));
        await world.RollUpAsync();

        Assert.Equal(new OldRowCounts(0, 0), await OldAsync(world));
        Assert.Equal(Rollup.MonthLogicVersion, (await table.ReadAsync(Site, month, Token))!.Value.Rollup.LogicVersion);
    }

    private static async Task<OldRowCounts> OldAsync(World world) =>
        (await new RollupCensus(world.Tables, world.Sites).CountAsync(Token)).Old;

    private static OldRows Rows(World world, int maxMarked = 64) => new(world.Tables, world.Sites, world.Clock, maxMarked);

    /// <summary>Sites with events in every hour, rolled up and built.</summary>
    private static async Task<World> PlayAsync(int days, int sites = 1)
    {
        var clock = new FakeTimeProvider(Start.AddDays(days).AddHours(2));
        var world = new World(clock, new(1, clock), new(), rollups: Options);
        for (var site = 0; site < sites; site++)
        {
            var domain = sites == 1 ? Site : $"site{site}.example";
            await world.Sites.CreateAsync(new(domain, "Etc/UTC", Start), Token);
            await World.SendAsync(
                world.Log,
                Enumerable
                    .Range(0, days * 48)
                    .Select(i =>
                        (new NaiveEvent(domain, Start.ToUnixTimeSeconds() + (i * 1800), (ulong)((i % 9) + 1) << 60), (string?)$"{i}")
                    )
            );
        }

        await world.AggregateAsync();
        await world.RollUpAsync();
        return world;
    }

    /// <summary>Makes the row of a day what an older release has written: it tells no hours.</summary>
    private static async Task AgeAsync(World world, DateTimeOffset day, string site = Site)
    {
        var period = new RollupPeriod(RollupTier.Day, day.ToUnixTimeSeconds());
        var row = (await world.Tables.ReadAsync(TableNames.Rollups, site, period.RowKey, Token))!;
        var rollup = RollupDecoder.Decode(row.Head, row.Body);
        var head = RollupEncoder.EncodeHead(rollup.With(rollup.Included), row.Body);
        await world.Tables.CommitAsync(TableNames.Rollups, site, [TableOperation.Replace(row.RowKey, row.Body, row.ETag, head)], Token);
    }

    private static async Task<Rollup> ReadAsync(World world, DateTimeOffset day) =>
        (await new RollupTable(world.Tables).ReadAsync(Site, new(RollupTier.Day, day.ToUnixTimeSeconds()), Token))!.Value.Rollup;

    private static async Task<(double Events, double Visitors)> CountAsync(World world)
    {
        var group = await world.ScanAsync(world.Scanner, Site, Start, Start.AddDays(5));
        return (group[ScanCounter.Events], group[ScanCounter.Visitors]);
    }
}
