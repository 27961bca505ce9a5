using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Retention;

public sealed class RollupRetentionTests
{
    private const string Short = "site0.example";
    private const string ForEver = "site1.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_older_than_a_site_keeps_it_is_deleted_and_what_is_kept_counts_as_before()
    {
        using var world = await PlayAsync(retentionDays: 20);
        var keptFrom = DateTimeOffset.FromUnixTimeSeconds(RollupRetention.KeptFrom(world.Clock.Now, 20));
        var (other, kept) = (await world.RowsAsync(ForEver), await world.ScanAsync(world.Scanner, Short, keptFrom, world.Clock.Now));

        Assert.True(await Retention(world).RunAsync(Token) > 24 * 30);

        Assert.Equal(new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero), keptFrom);
        var rows = await world.RowsAsync(Short);
        Assert.Equal("d|2026-02-28", rows.Keys.First());
        Assert.Equal("h|2026-02-28", rows.Keys.First(row => row[0] == 'h')[..12]);
        Assert.DoesNotContain(rows.Keys, row => row[0] == 'm');
        Assert.Equal(other, await world.RowsAsync(ForEver));
        var all = await world.ScanAsync(world.Scanner, Short, Start, world.Clock.Now);
        Assert.True(kept[ScanCounter.Events] > 100);
        Assert.Equal(
            (kept[ScanCounter.Events], kept[ScanCounter.Pageviews], kept[ScanCounter.Visitors]),
            (all[ScanCounter.Events], all[ScanCounter.Pageviews], all[ScanCounter.Visitors])
        );
    }

    [Fact]
    public async Task A_month_that_is_kept_in_part_and_gets_events_again_is_that_part()
    {
        using var world = await PlayAsync(retentionDays: 20);
        await Retention(world).RunAsync(Token);
        var before = await world.ScanAsync(world.Scanner, Short, Start, world.Clock.Now);

        await World.SendAsync(
            world.Log,
            [(new NaiveEvent(Short, new DateTimeOffset(2026, 2, 28, 5, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 99), null)]
        );
        await world.AggregateAsync();
        await world.RollUpAsync();

        Assert.Contains("m|2026-02", (await world.RowsAsync(Short)).Keys);
        Assert.Equal(
            before[ScanCounter.Events] + 1,
            (await world.ScanAsync(world.Scanner, Short, Start, world.Clock.Now))[ScanCounter.Events]
        );
        Assert.Equal(0, await Retention(world).RunAsync(Token));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.InRange(await Retention(world).RunAsync(Token), 24, 26);
        Assert.DoesNotContain("m|2026-02", (await world.RowsAsync(Short)).Keys);
    }

    [Fact]
    public async Task What_comes_later_for_days_that_are_gone_goes_the_day_after()
    {
        using var world = await PlayAsync(retentionDays: 20);
        await Retention(world).RunAsync(Token);
        var before = (await world.RowsAsync(Short)).Keys;
        await World.SendAsync(world.Log, [(new NaiveEvent(Short, Start.ToUnixTimeSeconds() + 5, 99), null)]);
        await world.AggregateAsync();
        await world.RollUpAsync();
        Assert.Contains("h|2026-01-10T00", (await world.RowsAsync(Short)).Keys);

        world.Clock.Advance(TimeSpan.FromDays(1));
        await Retention(world).RunAsync(Token);

        Assert.Empty((await world.RowsAsync(Short)).Keys.Except(before));
        await world.RollUpAsync();
        Assert.Empty((await world.RowsAsync(Short)).Keys.Except(before));
        Assert.DoesNotContain(
            await new RollupTable(world.Tables).StaleAsync(Short, Token),
            period => period.Start < Start.AddMonths(1).ToUnixTimeSeconds()
        );
    }

    [Fact]
    public async Task A_rollup_that_is_written_meanwhile_stays_and_is_taken_up_by_the_next_run()
    {
        using var world = await PlayAsync(retentionDays: 20);
        var writes = 0;
        world.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Rollups && ++writes == 3)
            {
                world.Tables.BeforeCommit = null;
                var row = (await world.Tables.ReadAsync(table, Short, "h|2026-01-12T03", Token))!;
                await world.Tables.CommitAsync(table, Short, [TableOperation.Replace(row.RowKey, row.Body, row.ETag, row.Head)], Token);
            }
        };

        var first = await Retention(world).RunAsync(Token);

        Assert.Contains("h|2026-01-12T03", (await world.RowsAsync(Short)).Keys);
        Assert.True(first > 0 && await Retention(world).RunAsync(Token) > 24 * 30);
        Assert.Equal("d|2026-02-28", (await world.RowsAsync(Short)).Keys.First());
    }

    [Fact]
    public async Task A_storage_that_fails_in_between_leaves_the_rest_to_the_next_run_and_every_query_right()
    {
        using var world = await PlayAsync(retentionDays: 20);
        var keptFrom = DateTimeOffset.FromUnixTimeSeconds(RollupRetention.KeptFrom(world.Clock.Now, 20));
        var kept = await world.ScanAsync(world.Scanner, Short, keptFrom, world.Clock.Now);
        var failures = 0;
        for (var done = false; !done && failures < 50; )
        {
            var writes = 0;
            world.Tables.BeforeCommit = (table, _) =>
                table == TableNames.Rollups && ++writes > 1
                    ? throw new IOException("The storage does not answer.")
                    : ValueTask.CompletedTask;
            try
            {
                await Retention(world).RunAsync(Token);
                done = true;
            }
            catch (IOException)
            {
                failures++;
            }

            // What is still there is counted, never a day or month of hours that are gone.
            Assert.Equal(
                await HoursAsync(world, Start, keptFrom),
                (await world.ScanAsync(world.Scanner, Short, Start, keptFrom))[ScanCounter.Events]
            );
            Assert.Equal(
                kept[ScanCounter.Events],
                (await world.ScanAsync(world.Scanner, Short, keptFrom, world.Clock.Now))[ScanCounter.Events]
            );
        }

        Assert.InRange(failures, 5, 49);
        Assert.Equal("d|2026-02-28", (await world.RowsAsync(Short)).Keys.First());
    }

    [Fact]
    public async Task A_site_that_keeps_its_statistics_for_ever_again_loses_nothing()
    {
        using var world = await PlayAsync(retentionDays: 20);
        await world.Sites.UpdateAsync(Short, site => site with { RetentionDays = null }, Token);
        var before = await world.RowsAsync(Short);

        Assert.Equal(0, await Retention(world).RunAsync(Token));

        Assert.Equal(before, await world.RowsAsync(Short));
        Assert.Equal(0, await world.CountAsync(TableNames.Control, "retention"));
    }

    [Fact]
    public async Task A_registration_that_is_under_way_keeps_its_note()
    {
        using var world = await PlayAsync(retentionDays: null);
        world.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Sites)
            {
                world.Tables.BeforeCommit = null;
                await Retention(world).RunAsync(Token);
            }
        };
        await world.Sites.UpdateAsync(Short, site => site with { RetentionDays = 20 }, Token);

        Assert.True(await Retention(world).RunAsync(Token) > 0);
    }

    [Fact]
    public async Task A_shorter_time_holds_from_the_next_run_on()
    {
        using var world = await PlayAsync(retentionDays: 40);
        Assert.True(await Retention(world).RunAsync(Token) > 0);

        await world.Sites.UpdateAsync(Short, site => site with { RetentionDays = 5 }, Token);
        await Retention(world).RunAsync(Token);

        Assert.Equal("d|2026-03-15", (await world.RowsAsync(Short)).Keys.First());
    }

    [Fact]
    public async Task The_statistics_of_a_deleted_site_are_kept_no_longer_than_it_said_last()
    {
        using var world = await PlayAsync(retentionDays: 40);
        await Retention(world).RunAsync(Token);
        await world.Sites.UpdateAsync(Short, site => site with { RetentionDays = 5 }, Token);
        await world.Sites.DeleteAsync(Short, Token);

        await Retention(world).RunAsync(Token);

        Assert.Equal("d|2026-03-15", (await world.RowsAsync(Short)).Keys.First());
    }

    [Fact]
    public async Task Reprocessing_does_not_bring_back_what_is_gone()
    {
        using var world = await PlayAsync(retentionDays: 20);
        await Retention(world).RunAsync(Token);
        var (gone, all) = (await world.RowsAsync(Short), await world.RowsAsync(ForEver));

        var (job, progress) = await world.ReprocessAsync(Start, world.Clock.Now);

        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        Assert.True(progress.RowsCompared > 0);
        Assert.Equal(["m|2026-02"], (await world.RowsAsync(Short)).Keys.Except(gone.Keys));
        Assert.Equal(all, await world.RowsAsync(ForEver));
        Assert.Empty(await world.ReportAsync(job.Id));
    }

    [Theory]
    [InlineData("Etc/UTC")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Etc/GMT+12")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kathmandu")]
    public void Whole_days_of_every_zone_are_kept_and_few_more(string zone)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        for (var now = new DateTimeOffset(2026, 1, 1, 0, 7, 0, TimeSpan.Zero); now.Year == 2026; now = now.AddHours(5))
        {
            var firstDay = TimeZoneInfo.ConvertTime(now, info).Date.AddDays(-7);
            var begins = new DateTimeOffset(firstDay, info.GetUtcOffset(firstDay)).ToUnixTimeSeconds();

            var kept = RollupRetention.KeptFrom(now, 7);

            Assert.InRange(begins - kept, 0, (2 * 86400) + (2 * 3600));
            Assert.Equal(0, kept % 86400);
        }
    }

    private static RollupRetention Retention(World world) =>
        new(world.Tables, world.Sites, new(world.Tables, world.Clock), world.Clock, new());

    private static async Task<double> HoursAsync(World world, DateTimeOffset from, DateTimeOffset to)
    {
        var events = 0d;
        await foreach (
            var hour in new RollupTable(world.Tables).ReadRangeAsync(
                Short,
                RollupTier.Hour,
                from.ToUnixTimeSeconds(),
                to.ToUnixTimeSeconds(),
                headsOnly: true,
                Token
            )
        )
        {
            events += hour.Rollup.Totals.Sum(TotalsMetric.Events);
        }

        return events;
    }

    /// <summary>Seventy days of two sites, rolled up.</summary>
    private static async Task<World> PlayAsync(int? retentionDays)
    {
        var history = new History(51, Start, days: 70, sites: 2, visitsPerDay: 40);
        var world = new World(history.Clock, history.Log, new InMemoryTableStore());
        await world.Sites.CreateAsync(new(Short, "Etc/UTC", Start, RetentionDays: retentionDays), Token);
        await world.Sites.CreateAsync(new(ForEver, "Etc/UTC", Start), Token);
        await history.PlayAsync(
            24,
            async () =>
            {
                await world.AggregateAsync();
                await world.RollUpAsync();
            }
        );
        history.Clock.Advance(TimeSpan.FromHours(3));
        await world.RollUpAsync();
        return world;
    }
}
