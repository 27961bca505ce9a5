using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Oracles;

namespace Analytics.Core.Tests.Paths;

/// <summary>Retention over random traffic, on every way through the stages, against the definitions.</summary>
public sealed class RetentionAgreesWithTheOracleTests
{
    private static readonly (string Json, Func<RawEvent, bool> Holds)[] Steps =
    [
        ("null", _ => true),
        ("""{"page":"/a"}""", e => e.IsPageview && PathTraffic.NodeOf(e) == "/a"),
        ("""{"event":"signup"}""", e => e.Name == "signup"),
        ("""{"goal":"Paid"}""", e => e.Name == "signup" && e.Plan == "p1"),
    ];

    public static TheoryData<string, int, int> Cases => ArrivalRun.Cases(2);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Cohorts_are_those_of_the_definition(string way, int partitions, int seed)
    {
        var random = new Random(seed);
        var questions = ArrivalRun
            .Ranges.SelectMany(range =>
                Enumerable
                    .Range(0, 4)
                    .Select(_ => new Asked(
                        range.From,
                        range.To,
                        Steps[random.Next(Steps.Length)],
                        Steps[random.Next(Steps.Length)],
                        ((string, string, int)[])
                            [
                                ("day", "Etc/UTC", 0),
                                ("day", "Asia/Kolkata", 19_800),
                                ("week", "Asia/Kolkata", 19_800),
                                ("month", "Etc/UTC", 0),
                            ]
                            is var units
                            ? units[random.Next(units.Length)]
                            : default
                    ))
            )
            .ToList();
        return new ArrivalRun(way, partitions, seed).AssertAnswersAsync(
            questions,
            (installation, oracle, asked) => Expected(oracle, asked, installation.Clock.Now.ToUnixTimeSeconds()),
            ActualAsync,
            PathTraffic.Decorate
        );
    }

    private static async Task<string> ActualAsync(Installation installation, Asked asked)
    {
        var scanner = installation.Scanner;
        var engine = new RetentionEngine(
            scanner,
            scanner,
            installation.Clock,
            new InMemoryGoals().AddEvent("signup", "Paid", null, ("plan", "p1"))
        );
        RetentionResult result;
        try
        {
            result = await engine.ExecuteAsync(
                new(RawTraffic.Site, asked.Unit.Zone, DateTimeOffset.UnixEpoch),
                RetentionParser.Parse(Encoding.UTF8.GetBytes(asked.Json)),
                TestContext.Current.CancellationToken
            );
        }
        catch (QueryException refusal) when (refusal.Message.Contains("visitor_id", StringComparison.Ordinal))
        {
            return "refused";
        }

        var buffer = new ArrayBufferWriter<byte>();
        RetentionResultJson.Write(result, buffer);
        RetentionParser.Parse(Encoding.UTF8.GetBytes(JsonElement.Parse(buffer.WrittenSpan).GetProperty("query").GetRawText()));
        return $"{result.UnknownVisitors} unknown; "
            + string.Join(
                "; ",
                result.Cohorts.Select(cohort =>
                    $"{cohort.Label} {cohort.Visitors}: "
                    + $"{string.Join(' ', cohort.Cells.Select(cell => $"{cell.Visitors}{(cell.IsComplete ? "" : "?")}"))}"
                )
            );
    }

    private static string Expected(VisitOracle oracle, Asked asked, long now)
    {
        // A period is named by the first second that is in it, on the site's clock.
        long Period(long second)
        {
            var local = DateTimeOffset.FromUnixTimeSeconds(second + asked.Unit.Ahead).UtcDateTime;
            var day = local.Date;
            var start = asked.Unit.Name switch
            {
                "day" => day,
                "week" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
                _ => new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc),
            };
            return new DateTimeOffset(start, TimeSpan.Zero).ToUnixTimeSeconds() - asked.Unit.Ahead;
        }

        long End(long period) =>
            asked.Unit.Name switch
            {
                "day" => period + 86_400,
                "week" => period + (7 * 86_400),
                _ => new DateTimeOffset(
                    DateTimeOffset.FromUnixTimeSeconds(period).UtcDateTime.AddMonths(1),
                    TimeSpan.Zero
                ).ToUnixTimeSeconds(),
            };

        var until = Math.Min(now + 1, asked.To);
        var periods = new List<long> { Period(asked.From) };
        while (End(periods[^1]) < until)
        {
            periods.Add(End(periods[^1]));
        }

        var persons = oracle
            .Visits.GroupBy(visit => visit.Person)
            .Select(person =>
                (
                    Person: person.Key,
                    Events: person
                        .SelectMany(visit => visit.Events)
                        .Where(e => e.Second >= asked.From && e.Second < asked.To)
                        .OrderBy(e => e.Milliseconds)
                        .SkipWhile(e => !asked.First.Holds(e))
                        .ToList()
                )
            )
            .Where(person => person.Events.Count > 0)
            .ToList();
        var unknown = persons.Count(person => person.Person % 2 == 0);
        var known = persons.Where(person => person.Person % 2 == 1).ToList();
        if (unknown > 0 && known.Count == 0)
        {
            return "refused";
        }

        return $"{unknown} unknown; "
            + string.Join(
                "; ",
                periods.Select(
                    (period, i) =>
                    {
                        var cohort = known.Where(person => Period(person.Events[0].Second) == period).ToList();
                        return $"{Label(period)} {cohort.Count}: "
                            + string.Join(
                                ' ',
                                periods
                                    .Skip(i)
                                    .Select(later =>
                                        $"{cohort.Count(person => person.Events.Any(e => asked.Returning.Holds(e) && Period(e.Second) == later))}"
                                        + $"{(later >= asked.From && End(later) <= until ? "" : "?")}"
                                    )
                            );
                    }
                )
            );

        string Label(long period)
        {
            var day = DateTimeOffset.FromUnixTimeSeconds(period + asked.Unit.Ahead).UtcDateTime;
            var first = DateTimeOffset.FromUnixTimeSeconds(asked.From + asked.Unit.Ahead).UtcDateTime.Date;
            return (asked.Unit.Name == "week" && day < first ? first : day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
    }

    private sealed record Asked(
        long From,
        long To,
        (string Json, Func<RawEvent, bool> Holds) First,
        (string Json, Func<RawEvent, bool> Holds) Returning,
        (string Name, string Zone, int Ahead) Unit
    ) : IAskedQuestion
    {
        public string Json =>
            $$"""
                {"site_id":"{{RawTraffic.Site}}","date_range":["{{Installation.Moment(From)}}","{{Installation.Moment(To - 1)}}"],
                "cohort_by":"{{Unit.Name}}","first":{{First.Json}},"returning":{{Returning.Json}}}
                """;
    }
}
