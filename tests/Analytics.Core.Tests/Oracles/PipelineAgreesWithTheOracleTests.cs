using System.Buffers;
using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>The numbers of every stage, for any order and batching of the same events, against the definitions.</summary>
public sealed class PipelineAgreesWithTheOracleTests
{
    private static readonly (long From, long To)[] Ranges =
    [
        (RawTraffic.Start, RawTraffic.End),
        (RawTraffic.Start + 43_200, RawTraffic.Start + 86_400 + 900),
        (RawTraffic.Start + 86_400 - 1_200, RawTraffic.Start + (2 * 86_400) + 1_200),
        (RawTraffic.Start + (2 * 86_400), RawTraffic.Start + (3 * 86_400)),
        (RawTraffic.Start + (2 * 86_400) + 600, RawTraffic.End - 5_000),
    ];

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (var way in (string[])["live", "partly rolled up", "rolled up", "newest first", "reprocessed"])
            {
                foreach (var partitions in (int[])[1, 3])
                {
                    for (var seed = 1; seed <= RandomSeeds.Count(6); seed++)
                    {
                        cases.Add(way, partitions, seed);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Numbers_are_those_of_the_definitions(string way, int partitions, int seed)
    {
        var arrivals = Arrivals(way, partitions, seed);
        if (await DifferenceAsync(way, partitions, seed, arrivals) is null)
        {
            return;
        }

        arrivals = await Arrival.ShrinkAsync(arrivals, async part => await DifferenceAsync(way, partitions, seed, part) is not null);
        Assert.Fail($"{await DifferenceAsync(way, partitions, seed, arrivals)}\nOf these arrivals none can be left out:\n{string.Join('\n', arrivals)}");
    }

    private static List<Arrival> Arrivals(string way, int partitions, int seed)
    {
        var random = new Random(seed * 31);
        var events = new RawTraffic(seed, isLate: way is "partly rolled up" or "newest first").Events();
        var order = way == "newest first" ? events.OrderByDescending(e => e.Milliseconds) : events.OrderBy(_ => random.Next());
        var diverts = partitions > 1 && way is "rolled up" or "reprocessed";
        var arrivals = new List<Arrival>();
        foreach (var e in order)
        {
            var ends = random.Next(12) == 0;
            arrivals.Add(new(
                e,
                ends,
                random.Next(2) == 0 ? random.Next(1, 6) : null,
                way == "newest first" || (way == "partly rolled up" && arrivals.Count < events.Count / 2),
                diverts && random.Next(4) == 0 ? random.Next(partitions) : null));
        }

        return arrivals;
    }

    /// <returns>Null if the answers are the oracle's.</returns>
    private static async Task<string?> DifferenceAsync(string way, int partitions, int seed, List<Arrival> arrivals)
    {
        try
        {
            return await RunAsync(way, partitions, seed, arrivals);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception.ToString();
        }
    }

    private static async Task<string?> RunAsync(string way, int partitions, int seed, List<Arrival> arrivals)
    {
        // Every other time a period is cut into many segments, and months are not built.
        var options = seed % 2 == 0 ? new RollupOptions() : new() { SegmentEvents = 12, MonthEvents = 60, SmallColumnBytes = 0 };
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
            await installation.ReprocessAsync(DateTimeOffset.FromUnixTimeSeconds(RawTraffic.Start), DateTimeOffset.FromUnixTimeSeconds(RawTraffic.End));
            await installation.RollUpAsync(openHoursToo: true);
        }

        return installation.DeadLetters() is [var first, ..] ? first : await DifferenceAsync(installation, new VisitOracle(arrivals.Select(arrival => arrival.Event)));
    }

    private static async Task<string?> DifferenceAsync(Installation installation, VisitOracle oracle)
    {
        foreach (var (from, to) in Ranges)
        {
            foreach (var grain in Enum.GetValues<OracleGrain>())
            {
                foreach (var bySource in (bool[])[false, true])
                {
                    foreach (var (zone, ahead) in ((string, long)[])[("Etc/UTC", 0), ("Asia/Kolkata", 19_800)])
                    {
                        var question = new OracleQuestion(RawTraffic.Site, from, to, grain, bySource, ahead);
                        var expected = question.Answer(oracle).Select(row => Comparable(row, grain)).ToList();
                        List<OracleRow> actual;
                        try
                        {
                            actual = [.. (await AskAsync(installation, question, zone)).Select(row => Comparable(row, grain))];
                        }
                        catch (Exception exception) when (exception is not OperationCanceledException)
                        {
                            return $"{question}\n{exception}";
                        }

                        if (!expected.SequenceEqual(actual))
                        {
                            return $"{question}\nexpected only:\n{string.Join('\n', expected.Except(actual).Take(8))}\nactual only:\n{string.Join('\n', actual.Except(expected).Take(8))}";
                        }
                    }
                }
            }
        }

        return null;
    }

    /// <summary>The parts of a row that all tiers answer alike; by hour the bounce rate is taken where a visit ends.</summary>
    private static OracleRow Comparable(OracleRow row, OracleGrain grain) => grain == OracleGrain.Hour ? row with { BounceRate = null, VisitDuration = row.VisitDuration ?? 0 } : row;

    private static async Task<IEnumerable<OracleRow>> AskAsync(Installation installation, OracleQuestion question, string zone)
    {
        List<string> dimensions = question.Grain switch { OracleGrain.Day => ["time:day"], OracleGrain.Hour => ["time:hour"], _ => [] };
        var timed = dimensions.Count;
        if (question.BySource)
        {
            dimensions.Add("visit:source");
        }

        var result = await installation.AskAsync(
            question.Site,
            $"\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"events\",\"bounce_rate\",\"visit_duration\"],\"dimensions\":[{string.Join(',', dimensions.Select(d => $"\"{d}\""))}],"
                + $"\"date_range\":[\"{Installation.Moment(question.From)}\",\"{Installation.Moment(question.To - 1)}\"]",
            zone);
        return result.Rows
            .Where(row => row.Metrics.Take(4).Any(value => value > 0))
            .Select(row => new OracleRow(
                timed > 0 ? row.Dimensions[0] : "",
                question.BySource ? row.Dimensions[^1] : "",
                Number(row.Metrics[0]),
                Number(row.Metrics[1]),
                Number(row.Metrics[2]),
                Number(row.Metrics[3]),
                row.Metrics[4],
                row.Metrics[5]))
            .OrderBy(row => row.Time, StringComparer.Ordinal).ThenBy(row => row.Source, StringComparer.Ordinal);
    }

    private static int Number(double? value) => (int)(value ?? 0);

    private static async Task AppendAsync(Installation installation, List<RawEvent> events, int? divertedTo)
    {
        var writer = new EventSegmentWriter();
        foreach (var e in events)
        {
            writer.BeginEvent(
                e.Milliseconds,
                e.Visitor,
                e.YesterdaysVisitor,
                (e.HasTimestamp ? EventFlags.ClientTimestamp : EventFlags.None) | (e.Interactive ? EventFlags.None : EventFlags.NonInteractive));
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(e.Site));
            writer.Set(EventField.Name, Encoding.UTF8.GetBytes(e.Name));
            writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{e.Site}{e.Page}"));
            writer.Set(EventField.Id, Encoding.UTF8.GetBytes(e.Id ?? ""));
            writer.AddOverride((int)VisitDimension.Source, Encoding.UTF8.GetBytes(e.Source));
            writer.EndEvent();
        }

        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        var own = Partitioner.PartitionOf(Partitioner.SiteHash(events[0].Site), installation.Log.PartitionCount);
        await installation.Log.AppendAsync(divertedTo ?? own, EventMessage.Encode(buffer.WrittenSpan), TestContext.Current.CancellationToken);
    }
}
