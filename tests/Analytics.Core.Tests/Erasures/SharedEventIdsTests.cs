using Analytics.Core.Jobs;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Erasures;

/// <summary>
/// Of two visitors that sent one event id, one is erased: the other's event counts once, as if the erased visitor had never come. What was
/// erased may be sent again, and counts once then.
/// </summary>
public sealed class SharedEventIdsTests
{
    private const string Site = "shared.example";
    private const ulong Smaller = 10;
    private const ulong Larger = 20;
    private static readonly DateTimeOffset Start = new(2026, 1, 28, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(5);
    private static readonly DateTimeOffset Everything = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What was sent twice is counted for the site, and belongs to no visitor.
    private static readonly ScanCounter[] Counters =
    [
        .. Enum.GetValues<ScanCounter>().Where(counter => counter != ScanCounter.Duplicates),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool, bool, string> Cases =>
        new(
            from hasTime in (bool[])[true, false]
            from isFirst in (bool[])[true, false]
            from tier in (string[])["live", "hour", "day", "old day"]
            select (hasTime, isFirst, tier)
        );

    /// <param name="hasTime">True to send the id with a time, the same twice; false to send it alone, three hours apart.</param>
    /// <param name="isFirst">True to erase the visitor whose event counted before.</param>
    /// <param name="tier">The rows in which the events are when the visitor is erased.</param>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_event_of_the_visitor_that_stays_counts_once_in_all_tiers_and_when_it_is_made_or_sent_again(
        bool hasTime,
        bool isFirst,
        string tier
    )
    {
        var (erased, stays) = isFirst ? (Smaller, Larger) : (Larger, Smaller);
        using var world = await PlayAsync(tier, hasTime, _ => true);
        using var without = await PlayAsync(tier, hasTime, visitor => visitor != erased);
        Assert.Equal(3, (await ScanAsync(world))[ScanCounter.Events]);

        await world.EraseAsync(ErasureKind.Visitor, Site, DateTimeOffset.UnixEpoch, Everything, erased);

        await AssertSameAsync("after the erasure", without, world);
        await world.RollUpAsync(openHoursToo: true);
        await AssertSameAsync("rolled up", without, world);
        var logged = SegmentDecoder.Decode(world.Log.AllRecords()).Where(e => !e.IsTraffic).Select(e => e.Visitor);
        Assert.Equal([stays, 30UL, 31UL], logged.Distinct().Order().ToList());
        var (job, _) = await world.ReprocessAsync(Start, End);
        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        await AssertSameAsync("made again", without, world);

        await SendAsync(world, stays, hasTime, hoursLater: hasTime ? 0 : 40);
        await world.AggregateAsync();
        await world.RollUpAsync(openHoursToo: true);
        await AssertSameAsync("sent again", without, world);
        Assert.Equal(0, await world.CountAsync(TableNames.Control, "erasures"));
        Assert.Equal(0, await world.CountAsync(TableNames.Control, "plans"));
    }

    [Fact]
    public async Task An_erasure_that_is_broken_off_at_any_write_lets_the_other_event_count_after_it_runs_again()
    {
        using var without = await PlayAsync("hour", hasTime: true, visitor => visitor != Smaller);
        for (var writes = 0; ; writes++)
        {
            using var world = await PlayAsync("hour", hasTime: true, _ => true);
            var job = await world.Jobs.CreateAsync(VisitorErasure.Of(Site, Smaller), Token);
            var left = writes;
            using var killed = new CancellationTokenSource();
            world.Tables.BeforeCommit = (_, _) => left-- == 0 ? new(killed.CancelAsync()) : ValueTask.CompletedTask;
            try
            {
                await world.Eraser().RunAsync(job, new(), killed.Token);
            }
            catch (OperationCanceledException)
            {
                // As a process that is killed.
            }

            world.Tables.BeforeCommit = null;
            await world.Eraser().RunAsync((await world.Jobs.FindAsync(job.Id, Token))!, new(), Token);

            await world.RollUpAsync(openHoursToo: true);
            await AssertSameAsync($"broken off at write {writes}", without, world);
            if (left >= 0)
            {
                Assert.True(writes >= 8, $"{writes} writes");
                return;
            }
        }
    }

    public static TheoryData<ErasureKind, bool, string> ErasedCases =>
        new(
            from kind in (ErasureKind[])[ErasureKind.Visitor, ErasureKind.Range]
            from hasTime in (bool[])[true, false]
            from tier in (string[])["live", "hour", "day", "old day"]
            select (kind, hasTime, tier)
        );

    /// <param name="kind">Erases the visitor, or the hours before those of the others.</param>
    /// <param name="hasTime">True to send the id with a time, the same twice; false to send it alone.</param>
    /// <param name="tier">The rows in which the event is when it is erased.</param>
    [Theory]
    [MemberData(nameof(ErasedCases))]
    public async Task What_was_erased_and_is_sent_again_counts_once_in_all_tiers_and_when_it_is_made_again(
        ErasureKind kind,
        bool hasTime,
        string tier
    )
    {
        using var without = await PlayAsync(tier, hasTime, visitor => visitor == Smaller);
        using var world = await PlayAsync(tier, hasTime, visitor => visitor == Smaller);
        await (
            kind == ErasureKind.Visitor
                ? world.EraseAsync(kind, Site, DateTimeOffset.UnixEpoch, Everything, Smaller)
                : world.EraseAsync(kind, Site, Start.AddHours(9), Start.AddHours(10))
        );
        Assert.Equal(2, (await ScanAsync(world))[ScanCounter.Events]);

        for (var times = 0; times < 2; times++)
        {
            await SendAsync(world, Smaller, hasTime, hoursLater: hasTime ? 0 : times + 1);
            await world.AggregateAsync();
            await AssertSameAsync($"sent again {times}", without, world);
            await world.RollUpAsync(openHoursToo: true);
            await AssertSameAsync($"rolled up {times}", without, world);
        }

        var (job, _) = await world.ReprocessAsync(Start, End);
        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        await AssertSameAsync("made again", without, world);
    }

    private static async Task<World> PlayAsync(string tier, bool hasTime, Func<ulong, bool> isSent)
    {
        var clock = new FakeTimeProvider(Start.AddHours(13));
        var byHours = Pipeline.ByHours with { KeepHours = tier == "old day" ? TimeSpan.FromHours(72) : TimeSpan.FromDays(3650) };
        var world = new World(clock, new(2, clock), new InMemoryTableStore(), rollups: tier == "day" ? new RollupOptions() : byHours);
        foreach (var visitor in (ulong[])[Smaller, Larger])
        {
            await (isSent(visitor) ? SendAsync(world, visitor, hasTime) : Task.CompletedTask);
        }

        foreach (var visitor in (ulong[])[30, 31])
        {
            var e = new NaiveEvent(Site, Start.AddHours(11).ToUnixTimeSeconds() + 8, visitor, Page: "/other");
            await World.SendAsync(world.Log, [(e, $"of {visitor}")]);
        }

        await world.AggregateAsync();
        if (tier == "hour")
        {
            await world.RollUpAsync(openHoursToo: true);
        }

        for (var hours = 0; tier.EndsWith("day", StringComparison.Ordinal) && hours < 5 * 24; hours += 6)
        {
            await world.RollUpAsync();
            clock.Advance(TimeSpan.FromHours(6));
        }

        return world;
    }

    private static Task SendAsync(World to, ulong visitor, bool hasTime, int hoursLater = 0)
    {
        var second = Start.AddHours((hasTime || visitor == Smaller ? 9 : 12) + hoursLater).ToUnixTimeSeconds() + 7;
        return World.SendAsync(to.Log, [(new NaiveEvent(Site, second, visitor, Page: $"/{visitor}"), "the same")], hasTime);
    }

    private static Task<ScanGroup> ScanAsync(World world) => world.ScanAsync(world.Scanner, Site, Start, End);

    private static async Task AssertSameAsync(string when, World expected, World actual)
    {
        var (right, found) = (await ScanAsync(expected), await ScanAsync(actual));
        Assert.Equal(
            $"{when}: {string.Join(',', Counters.Select(counter => right[counter]))}",
            $"{when}: {string.Join(',', Counters.Select(counter => found[counter]))}"
        );
    }
}
