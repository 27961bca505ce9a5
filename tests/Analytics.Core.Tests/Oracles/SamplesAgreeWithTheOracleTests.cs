using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>
/// Answers about a sample, for any order and batching of the same events, against the definitions over the events of its visitors. Counts
/// are scaled, rates and averages are not, and what no warning names must be the number of all visitors.
/// </summary>
public sealed class SamplesAgreeWithTheOracleTests
{
    private const string Estimated = "events";

    public static TheoryData<string, int, int> Cases => ArrivalRun.Cases(2);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Numbers_are_those_of_the_sample_scaled(string way, int partitions, int seed) =>
        new ArrivalRun(way, partitions, seed).AssertAsync(
            (installation, oracle) => DifferenceAsync(installation, oracle, new Random(seed))
        );

    private static async Task<string?> DifferenceAsync(Installation installation, VisitOracle oracle, Random random)
    {
        foreach (var (from, to) in ArrivalRun.Ranges)
        {
            foreach (var grain in Enum.GetValues<OracleGrain>())
            {
                var question = new OracleQuestion(RawTraffic.Site, from, to, grain, random.Next(2) == 0);
                var bits = random.Next(1, 3);
                var (actual, isEstimated) = await AskAsync(installation, question, bits);
                var expected = Expected(oracle, question, bits, isEstimated);
                if (!expected.SequenceEqual(actual))
                {
                    return $"{question} of 1/{1 << bits}\nexpected only:\n{string.Join('\n', expected.Except(actual).Take(8))}\nactual "
                        + $"only:\n{string.Join('\n', actual.Except(expected).Take(8))}";
                }
            }
        }

        return null;
    }

    private static List<OracleRow> Expected(VisitOracle oracle, OracleQuestion question, int bits, bool isEstimated)
    {
        var rows = question
            .Answer(oracle.Of(bits))
            .ToDictionary(
                row => (row.Time, row.Source),
                row =>
                    row with
                    {
                        Visitors = row.Visitors << bits,
                        Visits = row.Visits << bits,
                        Pageviews = row.Pageviews << bits,
                        Events = row.Events << bits,
                    }
            );
        foreach (var all in isEstimated ? [] : question.Answer(oracle))
        {
            var row = rows.GetValueOrDefault((all.Time, all.Source)) ?? new(all.Time, all.Source, 0, 0, 0, 0, null, null, null);
            rows[(all.Time, all.Source)] = row with { Pageviews = all.Pageviews, Events = all.Events };
        }

        return
        [
            .. rows
                .Values.Where(row => row.Visitors + row.Visits + row.Pageviews + row.Events > 0)
                .Select(row => Comparable(row, question))
                .OrderBy(row => row.Time, StringComparer.Ordinal)
                .ThenBy(row => row.Source, StringComparer.Ordinal),
        ];
    }

    /// <summary>The parts of a row that all tiers answer alike; by hour the bounce rate is taken where a visit ends.</summary>
    private static OracleRow Comparable(OracleRow row, OracleQuestion question) =>
        question.Grain == OracleGrain.Hour ? row with { BounceRate = null, VisitDuration = row.VisitDuration ?? 0 } : row;

    private static async Task<(List<OracleRow> Rows, bool IsEstimated)> AskAsync(
        Installation installation,
        OracleQuestion question,
        int bits
    )
    {
        List<string> dimensions = question.Grain switch
        {
            OracleGrain.Day => ["\"time:day\""],
            OracleGrain.Hour => ["\"time:hour\""],
            _ => [],
        };
        var timed = dimensions.Count;
        if (question.BySource)
        {
            dimensions.Add("\"visit:source\"");
        }

        var result = await installation.AskAsync(
            question.Site,
            $"\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"events\",\"bounce_rate\",\"visit_duration\",\"views_per_visit\"],\"dimensions\":[{string.Join(',', dimensions)}],"
                + $"\"date_range\":[\"{Installation.Moment(question.From)}\",\"{Installation.Moment(question.To - 1)}\"],\"include\":{{\"sample\":{FormattableString.Invariant($"{1.0 / (1 << bits)}")}}}"
        );
        var rows = result
            .Rows.Where(row => row.Metrics.Take(4).Any(value => value > 0))
            .Select(row =>
                Comparable(
                    new(
                        timed > 0 ? row.Dimensions[0] : "",
                        question.BySource ? row.Dimensions[^1] : "",
                        (int)row.Metrics[0]!,
                        (int)row.Metrics[1]!,
                        (int)row.Metrics[2]!,
                        (int)row.Metrics[3]!,
                        row.Metrics[4],
                        row.Metrics[5],
                        row.Metrics[6]
                    ),
                    question
                )
            );
        return (
            [.. rows.OrderBy(row => row.Time, StringComparer.Ordinal).ThenBy(row => row.Source, StringComparer.Ordinal)],
            result.Meta.MetricWarnings.ContainsKey(Estimated)
        );
    }
}
