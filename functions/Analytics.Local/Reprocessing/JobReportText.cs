using System.Globalization;
using Analytics.Core.Reprocessing;
using Analytics.Web.Jobs;
using Spectre.Console;

namespace Analytics.Local.Reprocessing;

/// <summary>Writes the changes that a job made.</summary>
internal sealed class JobReportText(IAnsiConsole console)
{
    /// <summary>
    /// Writes the metrics before and after, by site and day, nothing for an unchanged metric; then the days whose rows differ although
    /// no metric does, with the dimensions that differ.
    /// </summary>
    /// <param name="differences">The report.</param>
    /// <param name="job">The job of the report.</param>
    public void Write(IReadOnlyList<DayDifference> differences, JobAnswer job)
    {
        if (differences.Count == 0)
        {
            console.WriteLine(
                job.Progress is { RowsReplaced: > 0 }
                    ? "No total and no value of a dimension differs, but other details of the rows do, such as times."
                    : "Nothing differs."
            );
            return;
        }

        if (differences.Where(static difference => difference.Dimensions is null).ToList() is { Count: > 0 } ofTotals)
        {
            WriteTotals(ofTotals);
        }

        foreach (var difference in differences)
        {
            if (difference.Dimensions is { } dimensions)
            {
                console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{difference.Day:yyyy-MM-dd} {difference.Site}: the totals stay; {string.Join(", ", dimensions)} "
                            + $"{(dimensions.Count == 1 ? "differs" : "differ")}."
                    )
                );
            }
        }
    }

    private void WriteTotals(IReadOnlyList<DayDifference> differences)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Day", "Site");
        foreach (var (name, _) in DayCounts.Zero.Metrics)
        {
            table.AddColumn(new TableColumn(name.Replace('_', ' ')).RightAligned());
        }

        foreach (var difference in differences)
        {
            table.AddRow([
                difference.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                difference.Site.EscapeMarkup(),
                .. difference.Before.Metrics.Zip(
                    difference.After.Metrics,
                    (before, after) =>
                        before.Value == after.Value
                            ? string.Empty
                            : string.Create(CultureInfo.InvariantCulture, $"{before.Value:N0} → {after.Value:N0}")
                ),
            ]);
        }

        console.Write(table);
    }

    /// <summary>Writes what the job did and the range that it could not reprocess.</summary>
    public void Write(JobAnswer job)
    {
        if (job.Progress is not { } progress)
        {
            return;
        }

        console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Job {job.Id} {job.State}: {progress.EventsRead:N0} events read, {progress.RowsCompared:N0} hours compared, "
                    + $"{progress.RowsReplaced:N0} {(job.DryRun ? "would be replaced" : "replaced")}."
            )
        );
        if (progress.DamagedMessages > 0)
        {
            console.WriteLine($"{progress.DamagedMessages} messages could not be read to their end; they are in the dead letters.");
        }

        if (progress.SetAside > 0)
        {
            console.WriteLine(
                $"{progress.SetAside} days of sites could not be made again and are as they were; the dead letters say why "
                    + "('analytics deadletters list')."
            );
        }

        if (progress.LeftFrom is { } from && progress.LeftTo is { } to)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Left as it is, because the log no longer holds its events: {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} UTC."
                )
            );
        }
    }
}
