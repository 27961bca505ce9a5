using Analytics.Core.Queries.Results;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Writes journeys as CSV: a row for what follows each step, first that nothing did (in a backward path, that nothing came before).
/// Thread-safe.
/// </summary>
public static class JourneyResultCsv
{
    private static readonly string[] Header =
    [
        "step",
        "label",
        "visitors",
        "conversion_rate",
        "conversion_rate_step",
        "next_type",
        "next_label",
        "next_visitors",
        "next_percentage",
    ];

    /// <summary>Returns the header and the rows one by one, each with its line end.</summary>
    public static IEnumerable<string> Lines(JourneyResult result)
    {
        yield return CsvLine.Of(Header);
        foreach (var (i, step) in result.Steps.Index())
        {
            string[] ofStep =
            [
                CsvLine.Number(i + 1),
                CsvLine.Text(step.Step?.Label),
                .. new[] { step.Visitors, step.ConversionRate, step.ConversionRateStep }.Select(CsvLine.Number),
            ];
            foreach (var next in step.Next.Prepend(Nothing(step)))
            {
                yield return CsvLine.Of([
                    .. ofStep,
                    next.Node.Type,
                    CsvLine.Text(next.Node.Text),
                    CsvLine.Number(next.Visitors),
                    CsvLine.Number(next.Percentage),
                ]);
            }
        }
    }

    /// <summary>Returns the number of rows that there would be without a limit on next steps.</summary>
    public static long TotalRows(JourneyResult result) => result.Steps.Sum(static step => 1L + step.TotalNext);

    private static PathCandidate Nothing(JourneyStepResult step) =>
        new(PathNode.NoAction, step.NoFurtherAction, PathJson.Rate(step.NoFurtherAction, step.Visitors));
}
