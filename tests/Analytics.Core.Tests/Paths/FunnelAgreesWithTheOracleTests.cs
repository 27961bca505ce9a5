using System.Buffers;
using System.Text;
using System.Text.Json;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Oracles;

namespace Analytics.Core.Tests.Paths;

/// <summary>Funnels over random traffic, on every way through the stages, against the definitions.</summary>
public sealed class FunnelAgreesWithTheOracleTests
{
    private static readonly AskedStep[] Steps =
    [
        new("""{"page":"/a"}""", e => PathTraffic.NodeOf(e) == "/a" && e.IsPageview),
        new("""{"page":"/docs/*"}""", e => e.IsPageview && e.Page is "/docs/1" or "/docs/2" && e.IsPageview),
        new("""{"page":"/docs/**"}""", e => e.IsPageview && PathTraffic.NodeOf(e).StartsWith("/docs/", StringComparison.Ordinal)),
        new("""{"page":"/**"}""", e => e.IsPageview),
        new("""{"event":"signup"}""", e => e.Name == "signup"),
        new("""{"event":"signup","filters":[["is","event:props:plan",["p1"]]]}""", e => e.Name == "signup" && e.Plan == "p1"),
        new(
            """{"page":"/b","filters":[["is_not","event:props:plan",["p0"]]]}""",
            e => e.IsPageview && PathTraffic.NodeOf(e) == "/b" && e.Plan != "p0"
        ),
        new("""{"goal":"Paid"}""", e => e.Name == "signup", HasRevenue: true),
    ];

    private static readonly (string Json, Func<RawEvent, OracleVisit, bool> Holds)[] Filters =
    [
        ("[]", (_, _) => true),
        ("""[["is","visit:source",["source1","source2"]]]""", (_, visit) => visit.Source is "source1" or "source2"),
        ("""[["contains_not","event:page",["deep"]]]""", (e, _) => !e.Page.Contains("deep", StringComparison.Ordinal)),
        ("""[["has_done",["is","event:name",["signup"]]]]""", (_, visit) => visit.Events.Any(e => e.Name == "signup")),
    ];

    public static TheoryData<string, int, int> Cases => ArrivalRun.Cases(2);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Steps_are_those_of_the_definition(string way, int partitions, int seed)
    {
        var random = new Random(seed);
        var questions = ArrivalRun
            .Ranges.SelectMany(range =>
                Enumerable
                    .Range(0, 4)
                    .Select(_ => new Asked(
                        range.From,
                        range.To,
                        random.Next(Filters.Length),
                        [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => Steps[random.Next(Steps.Length)])],
                        ((int?[])[null, 600, 3_600, 86_400, 3 * 86_400])[random.Next(5)],
                        (FunnelOrder)random.Next(3),
                        random.Next(2) == 0
                    ))
            )
            .ToList();
        return new ArrivalRun(way, partitions, seed).AssertAnswersAsync(
            questions,
            (_, oracle, asked) => Expected(oracle, asked),
            ActualAsync,
            PathTraffic.Decorate
        );
    }

    private static async Task<string> ActualAsync(Installation installation, Asked asked)
    {
        var scanner = installation.Scanner;
        var engine = new FunnelEngine(scanner, scanner, installation.Clock, new InMemoryGoals().AddEvent("signup", "Paid", "EUR"));
        var query = FunnelParser.Parse(Encoding.UTF8.GetBytes(asked.Json));
        var result = await engine.ExecuteAsync(
            new(RawTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            query,
            TestContext.Current.CancellationToken
        );
        var buffer = new ArrayBufferWriter<byte>();
        FunnelResultJson.Write(result, buffer);
        var json = JsonElement.Parse(buffer.WrittenSpan);

        // What was executed asks the same.
        var again = FunnelParser.Parse(Encoding.UTF8.GetBytes(json.GetProperty("query").GetRawText()));
        var repeated = await engine.ExecuteAsync(
            new(RawTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            again,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(result.Steps.Select(step => step.Visitors), repeated.Steps.Select(step => step.Visitors));
        return Show(
            result.Steps.Select(step =>
                (
                    step.Visitors,
                    step.ConversionRate,
                    step.ConversionRateStep,
                    step.Dropoff,
                    step.MedianTime,
                    step.Revenue?.Amount,
                    step.Instead.Select(next => (next.Node.IsNothing ? "end" : next.Node.Text, next.Visitors))
                )
            ),
            result.MedianTime,
            result.Groups?.Select(group => (group.Label!, group.Steps.Select(step => step.Visitors)))
        );
    }

    private static string Expected(VisitOracle oracle, Asked asked)
    {
        var attempts = oracle
            .Visits.GroupBy(visit => visit.Person)
            .Select(person => new Attempt([.. person], asked))
            .Where(attempt => attempt.Taken.Count > 0)
            .ToList();
        var n = asked.Steps.Count;
        var steps = Enumerable
            .Range(0, n)
            .Select(step =>
            {
                var here = attempts.Where(attempt => attempt.Taken.Count > step).ToList();
                var before = attempts.Count(attempt => attempt.Taken.Count > Math.Max(0, step - 1));
                var lost = here.Where(attempt => attempt.Taken.Count == step + 1).ToList();
                return (
                    Visitors: (double)here.Count,
                    Rate: Rate(here.Count, attempts.Count),
                    RateStep: Rate(here.Count, before),
                    Dropoff: step + 1 < n ? (double?)lost.Count : null,
                    Median: step == 0 || asked.Order == FunnelOrder.Flexible
                        ? null
                        : Median(here.Select(attempt => attempt.Taken[step].Second - attempt.Taken[step - 1].Second)),
                    Revenue: asked.Steps[step].HasRevenue ? here.Sum(attempt => (double)attempt.Taken[step].Euros) : (double?)null,
                    Instead: step + 1 < n
                        ? lost.GroupBy(attempt => attempt.Next ?? "end").Select(next => (next.Key, (double)next.Count()))
                        : []
                );
            });
        var whole = attempts
            .Where(attempt => attempt.Taken.Count == n)
            .Select(attempt => attempt.Taken.Max(e => e.Second) - attempt.Taken.Min(e => e.Second));
        var groups = asked.Splits
            ? attempts
                .GroupBy(attempt => attempt.FirstSource.Length == 0 ? "Direct / None" : attempt.FirstSource)
                .Select(group =>
                    (group.Key, Enumerable.Range(0, n).Select(step => (double)group.Count(attempt => attempt.Taken.Count > step)))
                )
            : null;
        return Show(steps, Median(whole), groups);
    }

    private static double? Rate(double part, double whole) =>
        whole == 0 ? null : Math.Round(part * 100 / whole, 2, MidpointRounding.AwayFromZero);

    private static double? Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2.0;
    }

    private static string Show(
        IEnumerable<(
            double Visitors,
            double? Rate,
            double? RateStep,
            double? Dropoff,
            double? Median,
            double? Revenue,
            IEnumerable<(string, double)> Instead
        )> steps,
        double? median,
        IEnumerable<(string Label, IEnumerable<double> Steps)>? groups
    ) =>
        FormattableString.Invariant(
            $"{string.Join("; ", steps.Select(step => FormattableString.Invariant($"{step.Visitors} {step.Rate} {step.RateStep} {step.Dropoff} {step.Median} {step.Revenue} [{string.Join(' ', step.Instead.Order())}]")))} all {median} {string.Join(' ', (groups ?? []).Select(group => $"{group.Label}: {string.Join(',', group.Steps)}").Order(StringComparer.Ordinal))}"
        );

    private sealed record AskedStep(string Json, Func<RawEvent, bool> Holds, bool HasRevenue = false);

    private sealed record Asked(long From, long To, int Filter, List<AskedStep> Steps, int? Window, FunnelOrder Order, bool Splits)
        : IAskedQuestion
    {
        public string Json =>
            $$"""
                {"site_id":"{{RawTraffic.Site}}","date_range":["{{Installation.Moment(From)}}","{{Installation.Moment(
                    To - 1
                )}}"],"filters":{{Filters[Filter].Json}},
                "steps":[{{string.Join(',', Steps.Select(step => step.Json))}}],"window":"{{(
                    Window is { } seconds ? $"{seconds / 60}m" : "visit"
                )}}",
                "order":"{{Order.ToString().ToLowerInvariant()}}",{{(
                    Splits ? "\"split\":{\"dimension\":\"visit:source\",\"limit\":50}," : ""
                )}}"instead":100}
                """;
    }

    /// <summary>A visitor's attempt at a funnel.</summary>
    private sealed class Attempt
    {
        public Attempt(List<OracleVisit> visits, Asked asked)
        {
            var events = visits
                .OrderBy(visit => visit.Events[0].Milliseconds)
                .SelectMany(
                    (visit, number) =>
                        visit
                            .Events.Where(e => e.Second >= asked.From && e.Second < asked.To && Filters[asked.Filter].Holds(e, visit))
                            .Select(e => (Event: e, Visit: visit, Number: number))
                )
                .ToList();
            var taken = FunnelOracle.Attempt(
                [
                    .. events.Select(e => new FunnelEvent(
                        e.Event.Second,
                        e.Number,
                        PathTraffic.NodeOf(e.Event),
                        [.. Enumerable.Range(0, asked.Steps.Count).Where(step => asked.Steps[step].Holds(e.Event))]
                    )),
                ],
                asked.Order,
                asked.Steps.Count,
                asked.Window
            );
            Taken = [.. taken.Select(i => events[i].Event)];
            if (taken.Count > 0)
            {
                var last = taken.Max();
                FirstSource = events[taken[0]].Visit.Source;
                Next = events
                    .Skip(last + 1)
                    .Where(e => e.Number == events[last].Number)
                    .Select(e => PathTraffic.NodeOf(e.Event))
                    .FirstOrDefault(node => node != PathTraffic.NodeOf(events[last].Event));
            }
        }

        public List<RawEvent> Taken { get; }

        public string FirstSource { get; } = "";

        public string? Next { get; }
    }
}
