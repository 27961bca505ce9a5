using Analytics.Core.Queries.Results;

namespace Analytics.Core.Queries.Paths;

/// <summary>Writes retention as CSV: a row for each cohort and period. Thread-safe.</summary>
public static class RetentionResultCsv
{
    private static readonly string[] Header = ["cohort", "cohort_visitors", "period", "visitors", "rate", "complete"];

    /// <summary>Returns the header and the rows one by one, each with its line end.</summary>
    public static IEnumerable<string> Lines(RetentionResult result) =>
        result.Cohorts.SelectMany(cohort => cohort.Cells.Select((cell, period) => Row(cohort, cell, period))).Prepend(CsvLine.Of(Header));

    private static string Row(RetentionCohort cohort, RetentionCell cell, int period) =>
        CsvLine.Of([
            cohort.Label,
            CsvLine.Number(cohort.Visitors),
            CsvLine.Number(period),
            CsvLine.Number(cell.Visitors),
            CsvLine.Number(cell.Rate),
            cell.IsComplete ? "true" : "false",
        ]);
}
