using Analytics.Core.Queries.Results;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Writes the steps of funnels as CSV: those of all visitors, and those of each group below the value of the split, which is empty for all
/// visitors. What was done instead is in JSON alone. Thread-safe.
/// </summary>
public static class FunnelResultCsv
{
    private static readonly string[] Numbers =
    [
        "visitors",
        "conversion_rate",
        "conversion_rate_step",
        "dropoff",
        "dropoff_percentage",
        "median_time",
    ];

    private static readonly string[] Changes = ["visitors", "conversion_rate", "conversion_rate_step"];

    /// <summary>Returns the header and the rows one by one, each with its line end.</summary>
    public static IEnumerable<string> Lines(FunnelResult result)
    {
        string[] split = result.Query.Split is { } by ? [by.Dimension.Name] : [];
        var isCompared = result.ComparedRange is not null;
        yield return CsvLine.Of([.. split, "step", "label", .. Numbers, "revenue", .. isCompared ? ComparedColumns() : [], "currency"]);
        foreach (var line in Rows(result.Steps, split.Length > 0 ? [string.Empty] : [], isCompared))
        {
            yield return line;
        }

        foreach (var group in result.Groups ?? [])
        {
            foreach (var line in Rows(group.Steps, [CsvLine.Text(group.Label ?? FunnelGroup.OtherLabel)], isCompared))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> ComparedColumns() =>
        Numbers.Select(name => $"comparison_{name}").Concat(Changes.Select(name => $"change_{name}"));

    private static IEnumerable<string> Rows(IReadOnlyList<FunnelStepResult> steps, string[] group, bool isCompared) =>
        steps.Select(
            (step, i) =>
                CsvLine.Of([
                    .. group,
                    CsvLine.Number(i + 1),
                    CsvLine.Text(step.Label),
                    .. NumbersOf(step),
                    CsvLine.Number(step.Revenue?.Amount),
                    .. isCompared ? [.. NumbersOf(step.Compared), .. ChangesOf(step)] : Array.Empty<string>(),
                    step.Revenue?.Currency ?? string.Empty,
                ])
        );

    private static IEnumerable<string> NumbersOf(FunnelStepResult? step) =>
        new[]
        {
            step?.Visitors,
            step?.ConversionRate,
            step?.ConversionRateStep,
            step?.Dropoff,
            step?.DropoffPercentage,
            step?.MedianTime,
        }.Select(CsvLine.Number);

    private static IEnumerable<string> ChangesOf(FunnelStepResult step) =>
        new[] { step.VisitorsChange, step.ConversionRateChange, step.ConversionRateStepChange }.Select(CsvLine.Number);
}
