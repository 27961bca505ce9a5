using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>The numbers of every stage, for any order and batching of the same events, against the definitions.</summary>
public sealed class PipelineAgreesWithTheOracleTests
{
    public static TheoryData<string, int, int> Cases => ArrivalRun.Cases(2);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Numbers_are_those_of_the_definitions(string way, int partitions, int seed) =>
        new ArrivalRun(way, partitions, seed).AssertAsync(DifferenceAsync);

    private static async Task<string?> DifferenceAsync(Installation installation, VisitOracle oracle)
    {
        foreach (var (from, to) in ArrivalRun.Ranges)
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
                            return $"{question}\nexpected only:\n{string.Join('\n', expected.Except(actual).Take(8))}\nactual "
                                + $"only:\n{string.Join('\n', actual.Except(expected).Take(8))}";
                        }
                    }
                }
            }
        }

        return null;
    }

    /// <summary>The parts of a row that all tiers answer alike; by hour the bounce rate is taken where a visit ends.</summary>
    private static OracleRow Comparable(OracleRow row, OracleGrain grain) =>
        grain == OracleGrain.Hour ? row with { BounceRate = null, VisitDuration = row.VisitDuration ?? 0 } : row;

    private static async Task<IEnumerable<OracleRow>> AskAsync(Installation installation, OracleQuestion question, string zone)
    {
        List<string> dimensions = question.Grain switch
        {
            OracleGrain.Day => ["time:day"],
            OracleGrain.Hour => ["time:hour"],
            _ => [],
        };
        var timed = dimensions.Count;
        if (question.BySource)
        {
            dimensions.Add("visit:source");
        }

        var result = await installation.AskAsync(
            question.Site,
            $"\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"events\",\"bounce_rate\",\"visit_duration\",\"views_per_visit\"],\"dimensions\":[{string.Join(',', dimensions.Select(d => $"\"{d}\""))}],"
                + $"\"date_range\":[\"{Installation.Moment(question.From)}\",\"{Installation.Moment(question.To - 1)}\"]",
            zone
        );
        return result
            .Rows.Where(row => row.Metrics.Take(4).Any(value => value > 0))
            .Select(row => new OracleRow(
                timed > 0 ? row.Dimensions[0] : "",
                question.BySource ? row.Dimensions[^1] : "",
                Number(row.Metrics[0]),
                Number(row.Metrics[1]),
                Number(row.Metrics[2]),
                Number(row.Metrics[3]),
                row.Metrics[4],
                row.Metrics[5],
                row.Metrics[6]
            ))
            .OrderBy(row => row.Time, StringComparer.Ordinal)
            .ThenBy(row => row.Source, StringComparer.Ordinal);
    }

    private static int Number(double? value) => (int)(value ?? 0);
}
