using System.Buffers;
using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>Random traffic on a way through all stages, after which answers are compared with the definitions.</summary>
/// <param name="way">How far the events go, one of <see cref="Ways"/>.</param>
/// <param name="partitions">Partitions of the log.</param>
/// <param name="seed">Determines everything.</param>
internal sealed class ArrivalRun(string way, int partitions, int seed)
{
    public static readonly string[] Ways = ["live", "partly rolled up", "rolled up", "newest first", "reprocessed"];

    /// <summary>Ranges with edges within visits, at midnights and in the middle of days.</summary>
    public static readonly (long From, long To)[] Ranges =
    [
        (RawTraffic.Start, RawTraffic.End),
        (RawTraffic.Start + 43_200, RawTraffic.Start + 86_400 + 900),
        (RawTraffic.Start + 86_400 - 1_200, RawTraffic.Start + (2 * 86_400) + 1_200),
        (RawTraffic.Start + (2 * 86_400), RawTraffic.Start + (3 * 86_400)),
        (RawTraffic.Start + (2 * 86_400) + 600, RawTraffic.End - 5_000),
    ];

    /// <summary>Every way with every number of partitions, so many seeds each.</summary>
    public static TheoryData<string, int, int> Cases(int seeds)
    {
        var cases = new TheoryData<string, int, int>();
        foreach (var way in Ways)
        {
            foreach (var partitions in (int[])[1, 3])
            {
                for (var seed = 1; seed <= RandomSeeds.Count(seeds); seed++)
                {
                    cases.Add(way, partitions, seed);
                }
            }
        }

        return cases;
    }

    /// <summary>Fails with the fewest arrivals that fail.</summary>
    /// <param name="compare">Gives what differs from the definitions; null if nothing does.</param>
    /// <param name="change">Gives an event other facts; null to leave it.</param>
    public async Task AssertAsync(Func<Installation, VisitOracle, Task<string?>> compare, Func<RawEvent, RawEvent>? change = null)
    {
        var arrivals = Arrivals(change ?? (e => e));
        if (await DifferenceAsync(arrivals, compare) is null)
        {
            return;
        }

        arrivals = await Arrival.ShrinkAsync(arrivals, async part => await DifferenceAsync(part, compare) is not null);
        Assert.Fail($"{await DifferenceAsync(arrivals, compare)}\nOf these arrivals none can be left out:\n{string.Join('\n', arrivals)}");
    }

    /// <summary>Asks questions and fails with the fewest arrivals after which an answer is not that of the definition.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="expected">The answer by the definition.</param>
    /// <param name="actual">The answer that is given.</param>
    /// <param name="change">Gives an event other facts; null to leave it.</param>
    public Task AssertAnswersAsync<TQuestion>(
        IReadOnlyList<TQuestion> questions,
        Func<Installation, VisitOracle, TQuestion, string> expected,
        Func<Installation, TQuestion, Task<string>> actual,
        Func<RawEvent, RawEvent>? change = null
    )
        where TQuestion : IAskedQuestion =>
        AssertAsync(
            async (installation, oracle) =>
            {
                foreach (var question in questions)
                {
                    var (right, given) = (expected(installation, oracle, question), await actual(installation, question));
                    if (right != given)
                    {
                        return $"{question.Json}\nexpected {right}\nactual   {given}";
                    }
                }

                return null;
            },
            change
        );

    private List<Arrival> Arrivals(Func<RawEvent, RawEvent> change)
    {
        var random = new Random(seed * 31);
        var events = new RawTraffic(seed, isLate: way is "partly rolled up" or "newest first").Events().ConvertAll(e => change(e));
        var order = way == "newest first" ? events.OrderByDescending(e => e.Milliseconds) : events.OrderBy(_ => random.Next());
        var diverts = partitions > 1 && way is "rolled up" or "reprocessed";
        var arrivals = new List<Arrival>();
        foreach (var e in order)
        {
            var ends = random.Next(12) == 0;
            arrivals.Add(
                new(
                    e,
                    ends,
                    random.Next(2) == 0 ? random.Next(1, 6) : null,
                    way == "newest first" || (way == "partly rolled up" && arrivals.Count < events.Count / 2),
                    diverts && random.Next(4) == 0 ? random.Next(partitions) : null
                )
            );
        }

        return arrivals;
    }

    /// <returns>Null if the answers are the oracle's.</returns>
    private async Task<string?> DifferenceAsync(List<Arrival> arrivals, Func<Installation, VisitOracle, Task<string?>> compare)
    {
        try
        {
            return await RunAsync(arrivals, compare);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception.ToString();
        }
    }

    private async Task<string?> RunAsync(List<Arrival> arrivals, Func<Installation, VisitOracle, Task<string?>> compare)
    {
        // Every other time a period is cut into many segments, and months are not built.
        var options = (seed % 4) switch
        {
            0 => Pipeline.ByHours,
            1 => new()
            {
                SegmentEvents = 12,
                MonthEvents = 60,
                SmallColumnBytes = 0,
            },
            2 => new(),
            _ => new RollupOptions { SmallDayEvents = 25 },
        };
        using var installation = new Installation(DateTimeOffset.FromUnixTimeSeconds(RawTraffic.End + 7_200), partitions, options);
        await installation.RegisterAsync(RawTraffic.Site);
        var message = new List<RawEvent>();
        foreach (var arrival in arrivals)
        {
            message.Add(arrival.Event);
            if (!arrival.EndsMessage && arrival != arrivals[^1])
            {
                continue;
            }

            await AppendAsync(installation, message, arrival.Partition);
            message.Clear();
            if (arrival.Aggregates is { } batch)
            {
                await installation.AggregateAsync(batch);
            }

            if (arrival.RollsUp)
            {
                await installation.RollUpAsync();
            }
        }

        await installation.AggregateAsync();
        if (way is "rolled up" or "reprocessed" or "newest first")
        {
            installation.Clock.SetNow(DateTimeOffset.FromUnixTimeSeconds(RawTraffic.End + (45 * 86_400)));
            await installation.RollUpAsync();
        }

        if (way == "reprocessed")
        {
            await installation.ReprocessAsync(
                DateTimeOffset.FromUnixTimeSeconds(RawTraffic.Start),
                DateTimeOffset.FromUnixTimeSeconds(RawTraffic.End)
            );
            await installation.RollUpAsync(openHoursToo: true);
        }

        return installation.DeadLetters() is [var first, ..]
            ? first
            : await compare(installation, new VisitOracle(arrivals.Select(arrival => arrival.Event)));
    }

    private static async Task AppendAsync(Installation installation, List<RawEvent> events, int? divertedTo)
    {
        var writer = new EventSegmentWriter();
        foreach (var e in events)
        {
            writer.BeginEvent(
                e.Milliseconds,
                e.Visitor,
                e.YesterdaysVisitor,
                (e.HasTimestamp ? EventFlags.ClientTimestamp : EventFlags.None)
                    | (e.Interactive ? EventFlags.None : EventFlags.NonInteractive)
            );
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(e.Site));
            writer.Set(EventField.Name, Encoding.UTF8.GetBytes(e.Name));
            writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{e.Site}{e.Page}"));
            writer.Set(EventField.Id, Encoding.UTF8.GetBytes(e.Id ?? ""));
            if (e.Plan is not null)
            {
                writer.AddProperty("plan"u8, Encoding.UTF8.GetBytes(e.Plan));
            }

            if (e.Euros != 0)
            {
                writer.SetRevenue("EUR"u8, e.Euros * 1_000_000L);
            }

            writer.AddOverride((int)VisitDimension.Source, Encoding.UTF8.GetBytes(e.Source));
            writer.EndEvent();
        }

        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        var own = Partitioner.PartitionOf(Partitioner.SiteHash(events[0].Site), installation.Log.PartitionCount);
        await installation.Log.AppendAsync(
            divertedTo ?? own,
            EventMessage.Encode(buffer.WrittenSpan),
            TestContext.Current.CancellationToken
        );
    }
}
