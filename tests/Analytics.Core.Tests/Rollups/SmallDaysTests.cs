using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Queries;

namespace Analytics.Core.Tests.Rollups;

/// <summary>Days with few events are one row from their first hour on.</summary>
public sealed class SmallDaysTests
{
    private const string Site = "small.example";
    private static readonly DateTimeOffset Midnight = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_small_day_has_no_rows_of_hours_and_takes_late_events()
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new());
        await SendAsync(pipeline, hour: 3, count: 5);
        await SendAsync(pipeline, hour: 9, count: 7);
        Assert.Equal(["d|2026-03-10", "s|m|2026-03"], Keys(pipeline));
        await SendAsync(pipeline, hour: 4, count: 2, at: 30);
        Assert.Equal(["d|2026-03-10", "s|m|2026-03"], Keys(pipeline));
        Assert.Equal(14, await pipeline.EventsAsync(Site, Midnight));
        Assert.Equal(0, await pipeline.RollUpAsync());
        Assert.Equal(Midnight.AddHours(3).ToUnixTimeSeconds(), await pipeline.Scanner.FirstEventAsync(Site, Token));
    }

    [Fact]
    public async Task A_day_that_is_small_no_more_goes_on_by_hours_and_is_built_of_both()
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new() { SmallDayEvents = 10 });
        await SendAsync(pipeline, hour: 1, count: 10);
        Assert.DoesNotContain(Keys(pipeline), key => key.StartsWith("h|", StringComparison.Ordinal));
        await SendAsync(pipeline, hour: 2, count: 1);
        await SendAsync(pipeline, hour: 1, count: 3, at: 26);
        Assert.Equal(["d|2026-03-10", "h|2026-03-10T01", "h|2026-03-10T02", "s|d|2026-03-10", "s|m|2026-03"], Keys(pipeline));
        Assert.Equal(14, await pipeline.EventsAsync(Site, Midnight));

        pipeline.Clock.SetNow(Midnight.AddDays(2));
        await pipeline.BuildStaleAsync();
        Assert.DoesNotContain("s|d|2026-03-10", Keys(pipeline));
        Assert.Equal(14, await pipeline.EventsAsync(Site, Midnight));
        Assert.Equal(14, (await pipeline.RowsAsync(Site, new(RollupTier.Day, Midnight.ToUnixTimeSeconds()))).Sum(rows => rows.EventCount));
    }

    [Fact]
    public async Task Hours_of_an_older_release_go_with_the_building_of_their_small_day()
    {
        var byHours = new Pipeline(Midnight, partitions: 1, Pipeline.ByHours);
        await SendAsync(byHours, hour: 1, count: 4);
        await SendAsync(byHours, hour: 5, count: 4);
        Assert.Contains("h|2026-03-10T05", Keys(byHours));
        byHours.Clock.SetNow(Midnight.AddDays(2));
        await new StaleRollups(byHours.Tables, byHours.Clock, new()).RunAsync(Token);
        Assert.Equal(["d|2026-03-10", "s|m|2026-03"], Keys(byHours));
        Assert.Equal(8, await byHours.EventsAsync(Site, Midnight));
    }

    /// <summary>Sends events and rolls them up as soon as their hour is over, or at an hour.</summary>
    private static async Task SendAsync(Pipeline pipeline, int hour, int count, int? at = null)
    {
        pipeline.Clock.SetNow(Midnight.AddHours(at ?? (hour + 1)).AddMinutes(1));
        var start = Midnight.AddHours(hour).ToUnixTimeSeconds();
        await pipeline.SendAsync([.. Enumerable.Range(0, count).Select(i => new NaiveEvent(Site, start + (i * 60) + (at ?? 0), (ulong)(i % 3) + 1))]);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
    }

    private static string[] Keys(Pipeline pipeline) => [.. pipeline.Tables.RowsOf(TableNames.Rollups).Select(row => row.RowKey).Order(StringComparer.Ordinal)];
}
