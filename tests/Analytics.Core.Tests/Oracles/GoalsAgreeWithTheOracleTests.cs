using System.Globalization;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>
/// Metrics by dimension, filter, range, zone and goal, live, rolled up and reprocessed, against the definitions applied to the raw events.
/// </summary>
public sealed class GoalsAgreeWithTheOracleTests
{
    private static readonly (string Name, Func<RawEvent, bool> IsReached)[] Goals =
    [
        ("Blog", e => e.IsPageview && e.Page.StartsWith("/blog/", StringComparison.Ordinal)),
        ("Pro", e => e.Name == "signup" && e.Plan == "pro"),
        ("Signup", e => e.Name == "signup"),
    ];

    private static readonly Condition[] Conditions =
    [
        new("", (_, _) => true),
        new("""["is","event:goal",["Signup"]]""", (_, e) => Reaches(e, "Signup"))
        {
            Admits = name => name == "Signup",
            Possible = (_, _) => true,
        },
        new("""["is","event:goal",["Blog","Pro"]]""", (_, e) => Reaches(e, "Blog") || Reaches(e, "Pro"))
        {
            Admits = name => name is "Blog" or "Pro",
            Possible = (_, _) => true,
        },
        new("""["is_not","event:goal",["Signup"]]""", (_, e) => !Reaches(e, "Signup"))
        {
            Admits = name => name != "Signup",
            Possible = (_, _) => true,
        },
        new(
            """["contains","event:goal",["o"]],["is","visit:source",["source1"]]""",
            (visit, e) => (Reaches(e, "Blog") || Reaches(e, "Pro")) && visit.Source == "source1"
        )
        {
            Admits = name => name is "Blog" or "Pro",
            Possible = (visit, _) => visit.Source == "source1",
        },
        new("""["has_done",["is","event:goal",["Signup"]]]""", (visit, _) => visit.Events.Any(e => Reaches(e, "Signup"))),
        new("""["has_not_done",["is","event:page",["/pricing"]]]""", (visit, _) => visit.Events.All(e => e.Page != "/pricing")),
        new(
            """["or",[["is","event:goal",["Blog"]],["contains","visit:source",["DIRECT"],{"case_sensitive":false}]]]""",
            (visit, e) => Reaches(e, "Blog") || visit.Source.Length == 0
        )
        {
            Possible = (_, _) => true,
        },
        new(
            """["contains_not","event:props:plan",["x"]]""",
            (_, e) => e.Plan is not null && !e.Plan.Contains('x', StringComparison.Ordinal)
        )
        {
            Possible = (_, _) => true,
        },
    ];

    public static TheoryData<string, int, int> Cases => ArrivalRun.Cases(1);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Goals_revenue_and_rates_are_those_of_the_definitions(string way, int partitions, int seed) =>
        new ArrivalRun(way, partitions, seed).AssertAsync(DifferenceAsync, Facts);

    private static RawEvent Facts(RawEvent e) =>
        e with
        {
            Page = ((string[])["/", "/blog", "/blog/a", "/pricing"])[e.Second % 4],
            Plan = (e.Second % 3) switch
            {
                0 => "pro",
                1 => "max",
                _ => null,
            },
            Euros = e.Name == "signup" ? (int)(e.Second % 7) : 0,
        };

    private static bool Reaches(RawEvent e, string goal) => Goals.Single(known => known.Name == goal).IsReached(e);

    private static async Task<string?> DifferenceAsync(Installation installation, VisitOracle oracle)
    {
        installation.Goals.AddPage("/blog/*", "Blog").AddEvent("signup", "Signup", "EUR").AddEvent("signup", "Pro", null, ("plan", "pro"));
        foreach (var (from, to) in ArrivalRun.Ranges)
        {
            foreach (var condition in Conditions)
            {
                foreach (var dimension in (string[])["", "event:goal", "visit:source", "event:page", "time:day"])
                {
                    // Zones matter only where days are told apart.
                    var ahead = dimension == "time:day" ? 19_800L : 0;
                    var question = new Question(from, to, condition, dimension, ahead);
                    var expected = question.Answer(oracle);
                    var actual = await AskAsync(installation, question);
                    if (!expected.SequenceEqual(actual))
                    {
                        return $"{question}\nexpected only:\n{string.Join('\n', expected.Except(actual))}\nactual "
                            + $"only:\n{string.Join('\n', actual.Except(expected))}";
                    }
                }
            }
        }

        return null;
    }

    private static async Task<IReadOnlyList<string>> AskAsync(Installation installation, Question question)
    {
        var metrics =
            "\"visitors\",\"visits\",\"pageviews\",\"events\",\"total_revenue\"" + (question.HasRates ? ",\"conversion_rate\"" : "");
        var result = await installation.AskAsync(
            RawTraffic.Site,
            $"\"metrics\":[{metrics}],\"filters\":[{question.Condition.Json}],"
                + $"\"dimensions\":[{(question.Dimension.Length == 0 ? "" : $"\"{question.Dimension}\"")}],"
                + $"\"date_range\":[\"{Installation.Moment(question.From)}\",\"{Installation.Moment(question.To - 1)}\"]",
            question.Ahead == 0 ? "Etc/UTC" : "Asia/Kolkata"
        );
        return
        [
            .. result
                .Rows.Where(row => row.Metrics[0] > 0)
                .Select(row => Line(row.Dimensions.FirstOrDefault() ?? "", row.Metrics))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Line(string label, IEnumerable<double?> values) =>
        $"{label}: {string.Join(' ', values.Select(value => value?.ToString(CultureInfo.InvariantCulture) ?? "null"))}";

    /// <summary>A filter, and what it means.</summary>
    private sealed record Condition(string Json, Func<OracleVisit, RawEvent, bool> Passes)
    {
        /// <summary>The goals that it lists.</summary>
        public Func<string, bool> Admits { get; init; } = _ => true;

        /// <summary>The same without its tests of goals and properties.</summary>
        public Func<OracleVisit, RawEvent, bool> Possible { get; init; } = Passes;

        public bool NamesGoals =>
            Json.Contains("event:goal", StringComparison.Ordinal) && !Json.Contains("has_done", StringComparison.Ordinal);
    }

    private sealed record Question(long From, long To, Condition Condition, string Dimension, long Ahead)
    {
        public bool HasRates => Dimension == "event:goal" || Condition.NamesGoals;

        public IReadOnlyList<string> Answer(VisitOracle oracle)
        {
            var asked = oracle
                .Visits.SelectMany(visit =>
                    visit.Events.Where(e => e.Second >= From && e.Second < To).Select(e => (Visit: visit, Event: e))
                )
                .ToList();
            var possible = asked
                .Where(item => Condition.Possible(item.Visit, item.Event))
                .Select(item => item.Visit.Person)
                .Distinct()
                .Count();
            var rows = asked
                .Where(item => Condition.Passes(item.Visit, item.Event))
                .SelectMany(item => Labels(item.Visit, item.Event).Select(label => (Label: label, item.Visit, item.Event)))
                .ToList();
            var begun = rows.Where(row => row.Visit.Start >= From && row.Visit.Start < To)
                .Select(row => (Label: Dimension == "time:day" ? Day(row.Visit.Start) : row.Label, row.Visit))
                .Distinct()
                .ToLookup(row => row.Label);
            return
            [
                .. rows.GroupBy(row => row.Label)
                    .Select(group =>
                        Line(
                            group.Key,
                            [
                                group.Select(row => row.Visit.Person).Distinct().Count(),
                                begun[group.Key].Count(),
                                group.Count(row => row.Event.IsPageview),
                                group.Count(),
                                Revenue(group.Key, group.Select(row => row.Event)),
                                .. HasRates
                                    ? [Rate(group.Select(row => row.Visit.Person).Distinct().Count(), possible)]
                                    : Array.Empty<double?>(),
                            ]
                        )
                    )
                    .Order(StringComparer.Ordinal),
            ];
        }

        private static double? Rate(int converted, int possible) =>
            possible == 0 ? null : Math.Round(100.0 * converted / possible, 2, MidpointRounding.AwayFromZero);

        /// <summary>In euros, which of the goals only Signup has.</summary>
        private double? Revenue(string label, IEnumerable<RawEvent> events) =>
            !Condition.Admits("Signup") || (Dimension == "event:goal" && label != "Signup")
                ? null
                : events.Where(e => Reaches(e, "Signup")).Sum(e => e.Euros);

        private IEnumerable<string> Labels(OracleVisit visit, RawEvent e) =>
            Dimension switch
            {
                "event:goal" => Goals.Where(goal => Condition.Admits(goal.Name) && goal.IsReached(e)).Select(goal => goal.Name),
                "visit:source" => [visit.Source.Length == 0 ? "Direct / None" : visit.Source],
                "event:page" => [e.Page],
                "time:day" => [Day(e.Second)],
                _ => [""],
            };

        private string Day(long second) =>
            DateTimeOffset.FromUnixTimeSeconds(second + Ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
