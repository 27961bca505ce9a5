using System.Globalization;
using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Oracles;

namespace Analytics.Core.Tests.Paths;

/// <summary>Compares the events read visitor by visitor, on every way through the stages, with the definitions.</summary>
public sealed class VisitorScanTests
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);
    private static readonly ScanDimension Name = ScanDimension.Of(EventDimension.Name);
    private static readonly ScanDimension Source = ScanDimension.Of(VisitDimension.Source);
    private static readonly ScanDimension Plan = ScanDimension.OfProperty("plan");

    /// <summary>Conditions with what they say of an event and its visit.</summary>
    private static readonly (ScanFilter Filter, Func<RawEvent, OracleVisit, bool> Holds)[] Conditions =
    [
        (Is(Page, "/a"), (e, _) => e.Page == "/a"),
        (Is(Name, "signup"), (e, _) => e.Name == "signup"),
        (Is(Source, "source1"), (_, visit) => visit.Source == "source1"),
        (new ScanFilter.And([Is(Page, "/b"), Is(Plan, "p1")]), (e, _) => e.Page == "/b" && e.Plan == "p1"),
        (new ScanFilter.Not(Is(Page, "/a")), (e, _) => e.Page != "/a"),
        (new ScanFilter.Or([Is(Plan, null), Is(Source, "")]), (e, visit) => e.Plan is null || visit.Source == ""),
    ];

    public static TheoryData<string, int, int> Cases => ArrivalRun.Cases(2);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Visitors_have_their_events_in_order(string way, int partitions, int seed)
    {
        var random = new Random(seed);
        var questions = ArrivalRun
            .Ranges.SelectMany(range =>
                Enum.GetValues<KeptEvents>()
                    .Select(kept => new Question(
                        range.From,
                        range.To,
                        random.Next(3) - 1,
                        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(Conditions.Length))],
                        kept,
                        random.Next(2) == 0 ? Source : Plan,
                        random.Next(2) == 0 ? 10 : 1_000_000,
                        new(random.Next(3)),
                        (uint)random.Next(2)
                    ))
            )
            .ToList();
        return new ArrivalRun(way, partitions, seed).AssertAsync(
            (installation, oracle) => DifferenceAsync(installation, oracle, questions),
            PathTraffic.Decorate
        );
    }

    private static async Task<string?> DifferenceAsync(Installation installation, VisitOracle oracle, IEnumerable<Question> questions)
    {
        foreach (var question in questions)
        {
            var expected = Expected(oracle.Of(question.Sample.Bits), question).Order(StringComparer.Ordinal).ToList();
            var actual = (await ActualAsync(installation, question)).Order(StringComparer.Ordinal).ToList();
            if (!expected.SequenceEqual(actual))
            {
                return $"{question} {string.Join(',', question.Marks)}\nexpected:\n{string.Join('\n', expected)}\nactual:\n{string.Join('\n', actual)}";
            }
        }

        return null;
    }

    private static async Task<IEnumerable<string>> ActualAsync(Installation installation, Question question)
    {
        var nodes = new NodeTable(page => page == "/" ? page : page.TrimEnd('/'));
        var request = new VisitorRequest(
            RawTraffic.Site,
            question.From,
            question.To,
            question.Filter < 0 ? null : Conditions[question.Filter].Filter,
            [.. question.Marks.Select(mark => Conditions[mark].Filter)],
            question.Kept
        )
        {
            Nodes = nodes,
            WithNext = true,
            Value = question.Value,
            EventsTogether = question.EventsTogether,
            Sample = question.Sample,
            BucketStarts = question.BucketStarts,
            RequiredMarks = question.Required,
        };
        var answer = await installation.Scanner.ReadVisitorsAsync(
            request,
            () => new RecordedVisitors(),
            scan => new RecordedVisitors.Answer(scan),
            TestContext.Current.CancellationToken
        );
        var scan = answer.Scan;
        Assert.Equal(question.Sample.Fraction, scan.SampledFraction);
        return scan
            .Counters.SelectMany(counter => counter.Visitors)
            .Where(events => IsRequired(question, events.Select(e => e.Marks)))
            .Select(events =>
                Show(
                    question,
                    events.ConvertAll(e => new Seen(
                        e.Second,
                        e.Marks,
                        e.Visit,
                        nodes[e.Node].Text,
                        e.Next == VisitorEvent.NoNode ? null : nodes[e.Next].Text,
                        scan.TextOf(e.Value)
                    ))
                )
            )
            .OfType<string>();
    }

    private static IEnumerable<string> Expected(VisitOracle oracle, Question question)
    {
        foreach (var person in oracle.Visits.GroupBy(visit => visit.Person))
        {
            var seen = new List<Seen>();
            var number = 0;
            foreach (var visit in person.OrderBy(visit => visit.Events[0].Milliseconds))
            {
                number++;
                var events = visit
                    .Events.Where(e =>
                        e.Second >= question.From
                        && e.Second < question.To
                        && (question.Filter < 0 || Conditions[question.Filter].Holds(e, visit))
                    )
                    .ToList();
                var marks = events.ConvertAll(e =>
                    (uint)question.Marks.Select((mark, i) => Conditions[mark].Holds(e, visit) ? 1 << i : 0).Sum()
                );
                if (question.Kept == KeptEvents.MarkedVisits && marks.All(mark => mark == 0))
                {
                    continue;
                }

                for (var i = 0; i < events.Count; i++)
                {
                    var node = PathTraffic.NodeOf(events[i]);
                    seen.Add(
                        new(
                            events[i].Second,
                            marks[i],
                            number,
                            node,
                            events.Skip(i + 1).Select(PathTraffic.NodeOf).FirstOrDefault(next => next != node),
                            question.Value == Source ? visit.Source : events[i].Plan
                        )
                    );
                }
            }

            if (IsRequired(question, seen.Select(e => e.Marks)) && Show(question, seen) is { } shown)
            {
                yield return shown;
            }
        }
    }

    /// <summary>A visitor's events as text, as few as the question needs; null for none with a mark.</summary>
    private static string? Show(Question question, List<Seen> seen)
    {
        var kept = new List<Seen>();
        foreach (var e in seen)
        {
            var isKept = question.Kept switch
            {
                KeptEvents.Marked => e.Marks != 0,
                KeptEvents.MarkedAndGaps => e.Marks != 0
                    || kept.Count == 0
                    || (kept[^1].Node != e.Node && !kept.TakeLast(2).All(one => one.Marks == 0 && kept.Count > 1)),
                KeptEvents.MarkedOncePerBucket => e.Marks != 0
                    && (kept.Count == 0 || kept[^1].Marks != e.Marks || Bucket(question, kept[^1]) != Bucket(question, e)),
                _ => true,
            };
            if (isKept)
            {
                kept.Add(e);
            }
        }

        if (kept.All(e => e.Marks == 0))
        {
            return null;
        }

        // A stand-in for others tells nothing but that there are some, and when.
        var isStandIn = question.Kept == KeptEvents.MarkedAndGaps;
        var visit = -1;
        return string.Join(
            ' ',
            kept.Select(e =>
            {
                var begins = e.Visit != visit && !(isStandIn && e.Marks == 0);
                visit = isStandIn && e.Marks == 0 ? visit : e.Visit;
                return (begins ? "| " : "")
                    + (
                        isStandIn && e.Marks == 0
                            ? "..."
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"{e.Second - RawTraffic.Start}:{e.Marks}:{e.Node}>{e.Next}:{e.Value ?? "absent"}"
                            )
                    );
            })
        );
    }

    /// <summary>True unless the visitor may be left out.</summary>
    private static bool IsRequired(Question question, IEnumerable<uint> marks) =>
        question.Required == 0 || marks.Any(mark => (mark & question.Required) != 0);

    private static int Bucket(Question question, Seen e) => question.BucketStarts.Count(start => start <= e.Second);

    private static ScanFilter.Match Is(ScanDimension dimension, string? value) => new(dimension, text => text == value, $"is {value}");

    private sealed record Seen(long Second, uint Marks, int Visit, string Node, string? Next, string? Value);

    private sealed record Question(
        long From,
        long To,
        int Filter,
        IReadOnlyList<int> Marks,
        KeptEvents Kept,
        ScanDimension Value,
        int EventsTogether,
        VisitorSample Sample,
        uint Required
    )
    {
        public List<long> BucketStarts { get; } =
        [
            From,
            .. Enumerable.Range(0, 200).Select(i => RawTraffic.Start - 19_800 + (i * 43_200L)).Where(start => start > From && start < To),
        ];
    }
}
