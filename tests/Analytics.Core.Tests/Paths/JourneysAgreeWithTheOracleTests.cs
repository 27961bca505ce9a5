using System.Buffers;
using System.Text;
using System.Text.Json;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Oracles;

namespace Analytics.Core.Tests.Paths;

/// <summary>Journeys over random traffic, on every way through the stages, against the definitions.</summary>
public sealed class JourneysAgreeWithTheOracleTests
{
    private static readonly (string Json, Func<RawEvent, bool> Holds)[] Nodes =
    [
        ("""{"page":"/a"}""", e => e.IsPageview && PathTraffic.NodeOf(e) == "/a"),
        ("""{"page":"/b/"}""", e => e.IsPageview && PathTraffic.NodeOf(e) == "/b"),
        ("""{"page":"/docs/*"}""", e => e.IsPageview && e.Page is "/docs/1" or "/docs/2" && e.IsPageview),
        ("""{"page":"/**"}""", e => e.IsPageview),
        ("""{"event":"signup"}""", e => e.Name == "signup"),
        ("""{"goal":"Paid"}""", e => e.Name == "signup"),
    ];

    public static TheoryData<string, int, int> Cases => ArrivalRun.Cases(2);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Next_steps_are_those_of_the_definition(string way, int partitions, int seed)
    {
        var random = new Random(seed);
        var questions = ArrivalRun
            .Ranges.SelectMany(range =>
                Enumerable
                    .Range(0, 4)
                    .Select(_ => new Asked(
                        range.From,
                        range.To,
                        random.Next(2) == 0,
                        [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Nodes[random.Next(Nodes.Length)])],
                        random.Next(2) == 0,
                        random.Next(3) == 0 ? "DOC" : null
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
        var engine = new JourneyEngine(scanner, scanner, installation.Clock, new InMemoryGoals().AddEvent("signup", "Paid"));
        var result = await engine.ExecuteAsync(
            new(RawTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            JourneyParser.Parse(Encoding.UTF8.GetBytes(asked.Json)),
            TestContext.Current.CancellationToken
        );
        var buffer = new ArrayBufferWriter<byte>();
        JourneyResultJson.Write(result, buffer);

        // What was executed asks the same.
        var executed = JsonElement.Parse(buffer.WrittenSpan).GetProperty("query").GetRawText();
        var again = await engine.ExecuteAsync(
            new(RawTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            JourneyParser.Parse(Encoding.UTF8.GetBytes(executed)),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(Show(result), Show(again));
        return Show(result);
    }

    private static string Show(JourneyResult result) =>
        string.Join(
            "; ",
            result.Steps.Select(step =>
                $"{step.Visitors} ended {step.NoFurtherAction} of {step.TotalNext}: "
                + $"{string.Join(' ', step.Next.Select(next => $"{next.Node.Text}={next.Visitors}").Order(StringComparer.Ordinal))}"
            )
        );

    private static string Expected(VisitOracle oracle, Asked asked)
    {
        var found = new List<(int Depth, ulong Person, string? Node, IEnumerable<string> Pages)>();
        foreach (var visit in oracle.Visits)
        {
            var steps = new List<List<RawEvent>>();
            foreach (var e in visit.Events.Where(e => e.Second >= asked.From && e.Second < asked.To))
            {
                if (steps.Count > 0 && NodeOf(asked, steps[^1][0]) == NodeOf(asked, e))
                {
                    steps[^1].Add(e);
                }
                else
                {
                    steps.Add([e]);
                }
            }

            if (asked.IsBackward)
            {
                steps.Reverse();
            }

            found.AddRange(
                asked.Path.Count == 0
                    ? steps.Select(step => (0, visit.Person, (string?)NodeOf(asked, step[0]), step.Select(PathTraffic.NodeOf)))
                    : Enumerable
                        .Range(0, steps.Count)
                        .SelectMany(from =>
                            Enumerable
                                .Range(1, asked.Path.Count)
                                .Where(length =>
                                    from + length <= steps.Count
                                    && Enumerable.Range(0, length).All(i => steps[from + i].Any(asked.Path[i].Holds))
                                )
                                .Select(length =>
                                    from + length < steps.Count
                                        ? (
                                            length - 1,
                                            visit.Person,
                                            NodeOf(asked, steps[from + length][0]),
                                            steps[from + length].Select(PathTraffic.NodeOf)
                                        )
                                        : (length - 1, visit.Person, (string?)null, [])
                                )
                        )
            );
        }

        return string.Join(
            "; ",
            Enumerable
                .Range(0, Math.Max(1, asked.Path.Count))
                .Select(depth =>
                {
                    var here = found.Where(step => step.Depth == depth).ToList();
                    var next = here.Where(step => step.Node is not null)
                        .GroupBy(step => step.Node)
                        .Select(group =>
                            (
                                Label: group.SelectMany(step => step.Pages).Distinct().ToList() is [var only] ? only : group.Key!,
                                Visitors: group.Select(step => step.Person).Distinct().Count()
                            )
                        )
                        .Where(group => asked.Search is null || group.Label.Contains("doc", StringComparison.Ordinal))
                        .ToList();
                    return $"{here.Select(step => step.Person).Distinct().Count()} ended "
                        + $"{here.Where(step => step.Node is null).Select(step => step.Person).Distinct().Count()} of {next.Count}: "
                        + string.Join(' ', next.Select(group => $"{group.Label}={group.Visitors}").Order(StringComparer.Ordinal));
                })
        );
    }

    private static string NodeOf(Asked asked, RawEvent e)
    {
        var node = PathTraffic.NodeOf(e);
        return !asked.Groups || !e.IsPageview
            ? node
            : node switch
            {
                "/docs/1" or "/docs/2" => "/docs/*",
                "/docs/2/deep" => "/docs/2/*",
                _ => node,
            };
    }

    private sealed record Asked(
        long From,
        long To,
        bool IsBackward,
        List<(string Json, Func<RawEvent, bool> Holds)> Path,
        bool Groups,
        string? Search
    ) : IAskedQuestion
    {
        public string Json =>
            $$"""
                {"site_id":"{{RawTraffic.Site}}","date_range":["{{Installation.Moment(From)}}","{{Installation.Moment(
                    To - 1
                )}}"],"direction":"{{(IsBackward ? "backward" : "forward")}}",
                "path":[{{string.Join(',', Path.Select(step => step.Json))}}],"group":"{{(Groups ? "directory" : "page")}}",{{(
                    Search is null ? "" : $"\"search\":\"{Search}\","
                )}}"limit":100}
                """;
    }
}
