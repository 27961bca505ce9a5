using Analytics.Core.EventLog;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;

namespace Analytics.Core.Tests.Rollups;

/// <summary>
/// Events with ids that are sent again and again, while days grow, are built, lose their hours and rounds are broken off between any two
/// of their writes: after each step every hour has each event once.
/// </summary>
public sealed class RepeatedEventsTests
{
    private const string Site = "again.example";
    private const int Days = 3;
    private const int Hours = 5;
    private static readonly DateTimeOffset Start = new(2026, 3, 30, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 6)]
    [InlineData(3, 12)]
    [InlineData(4, 25)]
    [InlineData(5, 40)]
    [InlineData(6, 2048)]
    [InlineData(7, 12)]
    [InlineData(8, 25)]
    [InlineData(9, 0)]
    [InlineData(10, 0)]
    [InlineData(11, 6)]
    [InlineData(12, 12)]
    public async Task Each_event_counts_once_however_often_it_comes_and_whatever_is_broken_off(int seed, int smallDayEvents)
    {
        var random = new Random(seed);
        var options = new RollupOptions
        {
            SmallDayEvents = smallDayEvents,
            SegmentEvents = random.Next(2) == 0 ? 20 : 65_536,
            SmallColumnBytes = 0,
            KeepHours = TimeSpan.FromHours(random.Next(1, 4)),
        };
        var pipeline = new Pipeline(Start.AddHours(Hours + 1), partitions: 1, options);
        NaiveEvent[] events =
        [
            .. Enumerable.Range(0, 90).Select(i => new NaiveEvent(Site, SecondOf(random), (ulong)random.Next(1, 9), Page: $"/{i}")),
        ];
        var sent = new HashSet<int>();
        var kill = 0;
        pipeline.Tables.BeforeCommit = (_, _) => kill > 0 && --kill == 0 ? throw new IOException("Killed.") : ValueTask.CompletedTask;
        for (var step = 0; step < 90; step++)
        {
            var some = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(events.Length)).Distinct().ToList();
            await SendAsync(pipeline, some.Select(i => (events[i], $"e{i}")));
            sent.UnionWith(some);
            if (random.Next(6) == 0)
            {
                pipeline.Clock.SetNow(pipeline.Clock.GetUtcNow().AddHours(random.Next(1, 9)));
            }

            if (random.Next(3) > 0)
            {
                kill = random.Next(2) == 0 ? random.Next(1, 8) : 0;
                await RunAsync(() => pipeline.RollUpAsync(random.Next(2) == 0));
            }

            if (random.Next(3) == 0)
            {
                kill = random.Next(2) == 0 ? random.Next(1, 5) : 0;
                await RunAsync(pipeline.BuildStaleAsync);
            }

            if (random.Next(3) == 0)
            {
                kill = random.Next(2) == 0 ? random.Next(1, 5) : 0;
                await RunAsync(pipeline.RemoveOldHoursAsync);
            }

            kill = 0;
            Assert.Equal(Expected(sent.Select(i => events[i])), await CountedAsync(pipeline));
        }
    }

    private static long SecondOf(Random random) =>
        Start.AddDays(random.Next(Days)).AddHours(random.Next(Hours)).AddSeconds(random.Next(3600)).ToUnixTimeSeconds();

    /// <summary>Sends the events again until they are aggregated, as a client does that got no answer.</summary>
    private static async Task SendAsync(Pipeline pipeline, IEnumerable<(NaiveEvent Event, string Id)> events)
    {
        var writer = new EventSegmentWriter();
        foreach (var (e, id) in events)
        {
            Pipeline.Write(writer, e, id);
        }

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
    }

    private static async Task RunAsync(Func<Task> round)
    {
        try
        {
            await round();
        }
        catch (Exception exception) when (exception is IOException or AggregateException)
        {
            // The next round goes on.
        }
    }

    private static string Expected(IEnumerable<NaiveEvent> events) =>
        string.Join(' ', events.GroupBy(e => e.Second / 3600).OrderBy(hour => hour.Key).Select(hour => $"{hour.Key}:{hour.Count()}"));

    private static async Task<string> CountedAsync(Pipeline pipeline)
    {
        var from = Start.ToUnixTimeSeconds();
        long[] starts = [.. Enumerable.Range(0, Days * 24).Select(hour => from + (hour * 3600))];
        var result = await pipeline.Scanner.ScanAsync(
            new(Site, from, from + (Days * 86_400), starts, BucketsSplitVisits: false, [], null, ScanNeeds.Events),
            TestContext.Current.CancellationToken
        );
        return string.Join(
            ' ',
            result
                .Groups.Where(group => group[ScanCounter.Events] > 0)
                .OrderBy(group => group.Bucket)
                .Select(group => $"{starts[group.Bucket] / 3600}:{group[ScanCounter.Events]}")
        );
    }
}
