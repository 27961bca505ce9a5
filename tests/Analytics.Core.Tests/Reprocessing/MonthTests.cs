using Analytics.Core.Jobs;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Reprocessing;

public sealed class MonthTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_month_of_many_sites_is_corrected_while_events_come_in_and_queries_never_see_anything_but_old_or_new()
    {
        var history = new History(11, Start, days: 31, sites: RandomSeeds.IsLong ? 50 : 15, visitsPerDay: 6);
        using var faulty = new World(history.Clock, history.Log, new InMemoryTableStore(), World.Wrong);
        using var right = new World(history.Clock, history.Log, new InMemoryTableStore());
        foreach (var site in history.Sites)
        {
            await faulty.Sites.CreateAsync(new(site, "Etc/UTC", Start), Token);
        }

        var steps = 0;
        await history.PlayAsync(
            12,
            async () =>
            {
                await faulty.AggregateAsync(50);
                await right.AggregateAsync(50);
                if (++steps % 4 == 0)
                {
                    await faulty.RollUpAsync();
                    await right.RollUpAsync();
                }
            }
        );
        await right.RollUpAsync();
        await faulty.RollUpAsync();
        var bounds = await BoundsAsync(history, faulty, right);
        using var corrected = await ReprocessingTests.RestartAsync(faulty);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var ingesting = Task.Run(() => IngestAsync(history, corrected, stop.Token), Token);
        var checking = Task.Run(() => CheckAsync(history, corrected, bounds, stop.Token), Token);

        var (job, progress) = await corrected.ReprocessAsync(
            Start,
            history.End,
            options: new()
            {
                BatchBytes = 100_000,
                Parallelism = 2,
                CheckpointEvery = TimeSpan.Zero,
            }
        );

        await stop.CancelAsync();
        var (sent, checks) = (await ingesting, await checking);
        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        Assert.True(sent > 10 && checks > 100, $"{sent} messages, {checks} checks");
        Assert.True(progress.RowsReplaced > 1000, $"{progress}");
        await corrected.AggregateAsync();
        await right.AggregateAsync();
        await ReprocessingTests.AssertSameAsync(right, corrected, history.Sites);
    }

    private static async Task<Dictionary<string, (double Old, double New, double Events)>> BoundsAsync(
        History history,
        World old,
        World right
    )
    {
        var bounds = new Dictionary<string, (double, double, double)>();
        foreach (var site in history.Sites)
        {
            var before = await old.ScanAsync(old.Scanner, site, Start, Start.AddDays(28));
            var after = await right.ScanAsync(right.Scanner, site, Start, Start.AddDays(28));
            Assert.Equal(before[ScanCounter.Events], after[ScanCounter.Events]);
            bounds[site] = (before[ScanCounter.Visits], after[ScanCounter.Visits], before[ScanCounter.Events]);
        }

        Assert.Contains(bounds.Values, bound => bound.Item1 > bound.Item2);
        return bounds;
    }

    /// <summary>Sends events of now and late ones of the last two days, some of them twice, and rolls up now and then.</summary>
    private static async Task<int> IngestAsync(History history, World world, CancellationToken stop)
    {
        var random = new Random(5);
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            List<(NaiveEvent, string?)> events = [];
            for (var i = 0; i < 20; i++)
            {
                var second = history.End.AddSeconds(-random.Next(2 * 86400)).ToUnixTimeSeconds();
                var e = new NaiveEvent(history.Sites[random.Next(history.Sites.Count)], second, (ulong)random.Next(1000) + 5);
                events.Add((e, $"{sent}-{i}"));
                if (random.Next(4) == 0)
                {
                    events.Add((e, $"{sent}-{i}"));
                }
            }

            await World.SendAsync(history.Log, events);
            await world.AggregateAsync();
            if (++sent % 5 == 0)
            {
                await world.RollUpAsync(openHoursToo: sent % 10 == 0);
            }
        }

        return sent;
    }

    private static async Task<int> CheckAsync(
        History history,
        World world,
        Dictionary<string, (double Old, double New, double Events)> bounds,
        CancellationToken stop
    )
    {
        var scanner = world.Scanner;
        var checks = 0;
        while (!stop.IsCancellationRequested)
        {
            var site = history.Sites[checks++ % history.Sites.Count];
            var (old, corrected, events) = bounds[site];
            var seen = await world.ScanAsync(scanner, site, Start, Start.AddDays(28));
            Assert.Equal(events, seen[ScanCounter.Events]);
            Assert.InRange(seen[ScanCounter.Visits], corrected, old);
        }

        return checks;
    }
}
