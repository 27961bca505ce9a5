using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Questions that are asked again and again while their days grow.</summary>
public sealed class OpenDayTests
{
    private const string Site = "site.example";
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const int Days = 2;
    private const ScanNeeds All =
        ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics | ScanNeeds.VisitPageviews;
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, RandomSeeds.Count(3))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_corrected_count_equals_one_from_scratch_whatever_came_between(int seed)
    {
        var random = new Random(seed);
        var events = Delayed(GeneratedTraffic.Events(seed + 100, Start, Days * 86400, 500), random);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (Days * 86400) + 7200));
        var scanner = pipeline.Scanner;
        var requests = Requests().ToList();
        for (var at = 0; at < events.Count; )
        {
            var count = Math.Min(random.Next(1, 60), events.Count - at);
            await pipeline.SendAsync(events.GetRange(at, count));
            at += count;
            await pipeline.AggregateAsync(random.Next(1, 4));
            switch (random.Next(12))
            {
                case 0:
                    await pipeline.RollUpAsync(openHoursToo: random.Next(2) == 0);
                    break;
                case 1:
                    await pipeline.RollUpAsync();
                    await pipeline.BuildStaleAsync();
                    break;
                case 2:
                    pipeline.Crash();
                    break;
                case 3:
                    scanner = pipeline.Scanner;
                    break;
                case 4 or 5 or 6:
                    // What was folded before is deleted if a minute has passed.
                    pipeline.Clock.SetNow(pipeline.Clock.GetUtcNow().AddMinutes(random.Next(2)));
                    var keepFolded = new RollupOptions().KeepFolded;
                    await new LiveFolding(
                        pipeline.Tables,
                        pipeline.Log.PartitionCount,
                        pipeline.Clock,
                        RollupLogic.Current,
                        keepFolded
                    ).RunAsync(Partitioner.AllBuckets, TestContext.Current.CancellationToken);
                    break;
            }

            var naive = new NaiveScanner(events.GetRange(0, at));
            foreach (var request in requests.Where(_ => random.Next(4) == 0))
            {
                await ScanComparison.AssertEqualAsync(naive, scanner, request, $"after {at} events");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Events_that_come_twice_are_counted_as_when_they_are_rolled_up_together(int seed)
    {
        var random = new Random(seed);
        var events = GeneratedTraffic.Events(seed + 200, Start, 86400, 200);
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (2 * 86400)), partitions: 1);
        var scanner = pipeline.Scanner;
        var requests = Requests().Where(request => request.From == Start).ToList();
        for (var round = 0; round < 40; round++)
        {
            var writer = new EventSegmentWriter();
            for (var i = 0; i < 12; i++)
            {
                // An id is an event's number, so that what is drawn again comes again, at times from another network and so under another
                // visitor.
                var number = random.Next(events.Count);
                var e = random.Next(3) == 0 ? events[number] with { Visitor = events[random.Next(events.Count)].Visitor } : events[number];
                Pipeline.Write(writer, e, id: $"event-{number}");
            }

            await pipeline.AppendAsync(0, writer);
            pipeline.Crash();
            await pipeline.AggregateAsync();
            if (round == 20)
            {
                await pipeline.RollUpAsync(openHoursToo: true);
            }

            foreach (var request in requests.Where(_ => random.Next(3) == 0))
            {
                await ScanComparison.AssertEqualAsync(pipeline.Scanner, scanner, request, $"round {round}");
            }
        }

        var live = new List<string>();
        foreach (var request in requests)
        {
            live.AddRange(await ScanComparison.LinesAsync(scanner, request with { Needs = request.Needs | ScanNeeds.Traffic }));
        }

        await pipeline.RollUpAsync(openHoursToo: true);
        await pipeline.BuildStaleAsync();
        var rolledUp = new List<string>();
        foreach (var request in requests)
        {
            rolledUp.AddRange(
                await ScanComparison.LinesAsync(pipeline.Scanner, request with { Needs = request.Needs | ScanNeeds.Traffic })
            );
        }

        Assert.Equal(rolledUp, live);
    }

    [Fact]
    public async Task Whoever_is_there_at_midnight_is_one_visitor_however_often_is_asked_meanwhile()
    {
        const long midnight = Start + 86400;
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (Days * 86400)), partitions: 1);
        var scanner = pipeline.Scanner;
        var request = new ScanRequest(Site, Start, Start + (Days * 86400), [Start], false, [], null, All);

        // Minutes from midnight in the order of arrival; the event before midnight comes again and again after those that continue its
        // visit.
        foreach (var minute in (int[])[-10, 10, 35, -20, 55, -5, 600, -1, 5])
        {
            var writer = new EventSegmentWriter();
            Pipeline.Write(
                writer,
                new(Site, midnight + (minute * 60), minute < 0 ? 0x1234UL : 0x5678UL),
                previousVisitor: minute is >= 0 and < 30 ? 0x1234UL : 0
            );
            await pipeline.AppendAsync(0, writer);
            await pipeline.AggregateAsync();

            await ScanComparison.AssertEqualAsync(pipeline.Scanner, scanner, request, $"minute {minute}");
        }

        var group = Assert.Single((await scanner.ScanAsync(request, TestContext.Current.CancellationToken)).Groups);
        Assert.Equal((1, 2, 9), ((int)group[ScanCounter.Visitors], (int)group[ScanCounter.Visits], (int)group[ScanCounter.Events]));
    }

    [Theory]
    [InlineData(0x1111_0000_0000_0000UL, 0xEEEE_0000_0000_0000UL)]
    [InlineData(0xEEEE_0000_0000_0000UL, 0x1111_0000_0000_0000UL)]
    public async Task An_event_that_comes_twice_counts_once_when_one_of_its_visitors_is_there_at_midnight(ulong atMidnight, ulong later)
    {
        const long midnight = Start + 86400;
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (Days * 86400)), partitions: 1);
        var scanner = pipeline.Scanner;
        var request = new ScanRequest(Site, midnight, midnight + 86400, [midnight], false, [], null, All);
        await SendAsync(pipeline, new(Site, midnight - 600, 0x1234), "before");
        await SendAsync(pipeline, new(Site, midnight + 600, atMidnight), "a");
        await SendAsync(pipeline, new(Site, midnight + 36_000, later), "b");
        await ScanComparison.AssertEqualAsync(pipeline.Scanner, scanner, request, "nothing came twice");

        await SendAsync(pipeline, new(Site, midnight + 40_000, atMidnight), "twice");
        await SendAsync(pipeline, new(Site, midnight + 40_000, later), "twice");

        await ScanComparison.AssertEqualAsync(pipeline.Scanner, scanner, request, "an event came twice");
        var group = Assert.Single((await scanner.ScanAsync(request, TestContext.Current.CancellationToken)).Groups);
        Assert.Equal(3, group[ScanCounter.Events]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_repetition_counts_in_the_minute_of_its_event(bool isKnownBefore)
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + 7200), partitions: 1);
        var scanner = pipeline.Scanner;
        var minutes = Enumerable.Range(0, 20).Select(minute => Start + (minute * 60)).ToList();
        var request = new ScanRequest(Site, Start, Start + 1200, minutes, false, [], null, ScanNeeds.Events | ScanNeeds.Traffic);
        await SendAsync(pipeline, new(Site, Start + 430, 0x1234), "twice");
        if (isKnownBefore)
        {
            _ = await scanner.ScanAsync(request, TestContext.Current.CancellationToken);
        }

        await SendAsync(pipeline, new(Site, Start + 430, 0x1234), "twice");

        var group = Assert.Single((await scanner.ScanAsync(request, TestContext.Current.CancellationToken)).Groups);
        Assert.Equal((7, 1, 1), (group.Bucket, group[ScanCounter.Events], group[ScanCounter.Duplicates]));
    }

    [Theory]
    [InlineData(0x1111_0000_0000_0000UL, 0xEEEE_0000_0000_0000UL)]
    [InlineData(0xEEEE_0000_0000_0000UL, 0x1111_0000_0000_0000UL)]
    public async Task A_visitor_whose_only_event_comes_again_from_another_is_not_counted_beside_that_one(ulong first, ulong second)
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + 7200), partitions: 1);
        var scanner = pipeline.Scanner;
        var request = new ScanRequest(Site, Start, Start + 86400, [Start], false, [], null, All);
        await SendAsync(pipeline, new(Site, Start + 60, first), "twice");
        await ScanComparison.AssertEqualAsync(pipeline.Scanner, scanner, request, "nothing came twice");

        await SendAsync(pipeline, new(Site, Start + 60, second), "twice");
        await SendAsync(pipeline, new(Site, Start + 60, 0x7777_0000_0000_0000), "other");

        foreach (var asked in (ScanRequest[])[request, request with { Needs = All & ~ScanNeeds.VisitMetrics }])
        {
            var group = Assert.Single((await scanner.ScanAsync(asked, TestContext.Current.CancellationToken)).Groups);
            Assert.Equal((2, 2, 2), (group[ScanCounter.Visitors], group[ScanCounter.Visits], group[ScanCounter.Events]));
        }
    }

    [Fact]
    public async Task A_flood_of_event_names_and_property_keys_loses_no_event_of_a_question_that_was_asked_before()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + 7200), partitions: 1);
        var scanner = pipeline.Scanner;
        var request = new ScanRequest(
            Site,
            Start,
            Start + 86400,
            [Start],
            false,
            [ScanDimension.Of(EventDimension.Name)],
            null,
            All & ~ScanNeeds.VisitMetrics
        );
        var sent = 0;
        for (var round = 0; round < 12; round++)
        {
            // Each event has another name; in the end only some of the visitors come again.
            var count = round < 9 ? 300 : 50;
            sent += count;
            await pipeline.SendAsync([
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new NaiveEvent(
                        Site,
                        Start + (round * 300) + i,
                        (ulong)(i + 1) * 0x9E37_79B9_7F4A_7C14,
                        $"name{(round * 300) + i}",
                        Props: new Dictionary<string, string> { [$"key{(round * 300) + i}"] = "x" }
                    )),
            ]);
            await pipeline.AggregateAsync();

            // The first is asked before there are many names, the others after.
            foreach (
                var asked in round < 8
                    ? (ScanRequest[])[request]
                    :
                    [
                        request,
                        request with
                        {
                            Needs = ScanNeeds.Visitors | ScanNeeds.Events,
                        },
                        request with
                        {
                            Dimensions = [ScanDimension.OfProperty("key2000")],
                        },
                    ]
            )
            {
                var groups = (await scanner.ScanAsync(asked, TestContext.Current.CancellationToken)).Groups;

                Assert.Equal(sent, groups.Sum(group => group[ScanCounter.Events]));
                Assert.All(
                    groups,
                    group =>
                        Assert.True(
                            group[ScanCounter.Events] > 0 && group[ScanCounter.Visitors] > 0,
                            $"{group.Values[0]}: {group[ScanCounter.Events]}, {group[ScanCounter.Visitors]}"
                        )
                );
            }
        }
    }

    /// <summary>Most events in order, some an hour late and some a day.</summary>
    private static List<NaiveEvent> Delayed(List<NaiveEvent> events, Random random) =>
        [
            .. events
                .Select(e =>
                    (
                        Event: e,
                        Arrives: e.Second
                            + (
                                random.Next(10) switch
                                {
                                    0 => 3600,
                                    1 => 86400,
                                    _ => 0,
                                }
                            )
                    )
                )
                .OrderBy(e => e.Arrives)
                .Select(e => e.Event),
        ];

    private static IEnumerable<ScanRequest> Requests()
    {
        var country = ScanDimension.Of(VisitDimension.Country);
        var isA = new ScanFilter.Match(Page, value => value == "/a", "is /a");
        foreach (
            var (from, to) in ((long, long)[])
                [
                    (Start, Start + 86400),
                    (Start + 86400, Start + (2 * 86400)),
                    (Start, Start + (2 * 86400)),
                    (Start + 75_600, Start + 97_200),
                ]
        )
        {
            yield return new(Site, from, to, [from], false, [], null, All);
            yield return new(Site, from, to, [from], false, [Page], null, All);
            yield return new(Site, from, to, [from], false, [country], isA, All);
            yield return new(Site, from, to, [from], false, [new(ScanDimensionKind.ExitPage)], null, All);
            yield return new(Site, from, to, Hours(from, to), true, [], null, All);
            yield return new(
                Site,
                from,
                to,
                Hours(from, to),
                true,
                [ScanDimension.OfProperty("plan")],
                null,
                All & ~ScanNeeds.VisitMetrics
            );
        }
    }

    private static List<long> Hours(long from, long to)
    {
        var starts = new List<long>();
        for (var at = from; at < to; at += 3600)
        {
            starts.Add(at);
        }

        return starts;
    }

    private static async Task SendAsync(Pipeline pipeline, NaiveEvent e, string id)
    {
        var writer = new EventSegmentWriter();
        Pipeline.Write(writer, e, id: id);
        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
    }
}
