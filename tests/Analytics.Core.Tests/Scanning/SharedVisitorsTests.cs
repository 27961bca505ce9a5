using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Scanning;

/// <summary>A visitor with very many events has several ids in what is stored, and is one visitor in every answer.</summary>
public sealed class SharedVisitorsTests
{
    private const string Site = "site.example";
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const int Days = 3;

    [Theory]
    [InlineData(1, 65_536)]
    [InlineData(2, 40)]
    [InlineData(3, 300)]
    public async Task However_events_were_batched_and_rolled_up_a_visitor_with_several_ids_is_one(int seed, int segmentEvents)
    {
        var options = Pipeline.ByHours with { SegmentEvents = segmentEvents };
        var random = new Random(seed);
        var events = GeneratedTraffic.Events(seed, Start, Days * 86_400, 400);
        var visits = VisitsOf(events);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (Days * 86_400) + 7_200), options: options);
        for (var at = 0; at < events.Count; )
        {
            var count = Math.Min(random.Next(1, 200), events.Count - at);
            await SendAsync(pipeline, events.GetRange(at, count), visits);
            at += count;
            if (random.Next(3) == 0)
            {
                await pipeline.AggregateAsync(random.Next(1, 4));
            }

            if (random.Next(6) == 0)
            {
                await pipeline.RollUpAsync(openHoursToo: random.Next(2) == 0);
            }
        }

        await pipeline.AggregateAsync();
        var (naive, scanner) = (new NaiveScanner(events), pipeline.Scanner);
        await CompareAsync(naive, scanner, seed, "partly live");
        await pipeline.RollUpAsync();
        await CompareAsync(naive, scanner, seed, "hours rolled up");
        await pipeline.BuildStaleAsync();
        await CompareAsync(naive, scanner, seed, "days built");
        await CompareAsync(naive, pipeline.Scanner, seed, "by another process");
    }

    [Fact]
    public async Task An_open_day_that_was_asked_about_before_is_corrected()
    {
        var events = GeneratedTraffic.Events(9, Start, 80_000, 300);
        var first = events.Take(180).Select(e => e.Visitor).ToHashSet();
        var visits = VisitsOf([.. events.Where(e => !first.Contains(e.Visitor))]);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + 80_000), options: Pipeline.ByHours);
        var scanner = pipeline.Scanner;
        var sent = new List<NaiveEvent>();
        foreach (var some in events.Chunk(90))
        {
            await SendAsync(pipeline, some, visits);
            await pipeline.AggregateAsync();
            sent.AddRange(some);

            await CompareAsync(new NaiveScanner(sent), scanner, sent.Count, "live");
        }
    }

    private static async Task CompareAsync(NaiveScanner naive, RollupScanner scanner, int seed, string because)
    {
        var requests = new RandomRequests(new Random(seed));
        for (var i = 0; i < 25; i++)
        {
            var request = requests.Next(Start, Start + (Days * 86_400)) with { Sample = VisitorSample.All };
            await ScanComparison.AssertEqualAsync(naive, scanner, request, because);
        }
    }

    /// <summary>Numbers the visits of each visitor, by event.</summary>
    private static Dictionary<(ulong Visitor, long Second), int> VisitsOf(List<NaiveEvent> events)
    {
        var visits = new Dictionary<(ulong, long), int>();
        foreach (var visitor in events.GroupBy(e => e.Visitor))
        {
            var (visit, last) = (0, long.MaxValue);
            foreach (var e in visitor.OrderBy(e => e.Second))
            {
                visit += e.Second - last > 1_800 ? 1 : 0;
                visits[(e.Visitor, e.Second)] = visit;
                last = e.Second;
            }
        }

        return visits;
    }

    /// <summary>Appends events, each visit of a visitor under another id.</summary>
    private static async Task SendAsync(
        Pipeline pipeline,
        IEnumerable<NaiveEvent> events,
        Dictionary<(ulong Visitor, long Second), int> visits
    )
    {
        var writer = new EventSegmentWriter();
        foreach (var e in events)
        {
            var share = visits.GetValueOrDefault((e.Visitor, e.Second));
            Pipeline.Write(writer, e with { Visitor = VisitorIds.WithShare(e.Visitor, share) });
            if (share > 0)
            {
                writer.AddTraffic(TrafficKind.Shared, e.Second / 60 * 60_000, Encoding.UTF8.GetBytes(Site), 1);
            }
        }

        await pipeline.AppendAsync(Partitioner.PartitionOf(Partitioner.SiteHash(Site), pipeline.Log.PartitionCount), writer);
    }
}
