using System.Globalization;
using Analytics.Core.Reprocessing;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Web.Jobs;
using Spectre.Console;

namespace Analytics.Local.Reprocessing;

/// <summary>Shows waiting messages, dead letters, the statistics that should be reprocessed, and those that can be.</summary>
internal sealed class StatusCommand(IAnsiConsole console)
{
    /// <summary>Hours are rolled up two minutes after they end.</summary>
    private static readonly TimeSpan RollupDue = TimeSpan.FromMinutes(10);

    /// <summary><c>status</c>.</summary>
    public Command Command =>
        new(
            "status",
            "Shows how the server is: what waits, what is set aside, which logic made the stored statistics, and what can be reprocessed.",
            [],
            ClientOptions.All,
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var status = await client.GetAsync("/api/v1/status", ClientJson.Default.StatusAnswer, cancellationToken);
        var table = new Table().Border(TableBorder.Simple).AddColumns("Logic", "Rows", "From", "To", "");
        foreach (var version in status.Rollups)
        {
            table.AddRow(
                version.Version.ToString(CultureInfo.InvariantCulture),
                version.Rows.ToString("N0", CultureInfo.InvariantCulture),
                Time(version.From),
                Time(version.To),
                version.Version < status.LogicVersion ? "due for reprocessing" : string.Empty
            );
        }

        if (status.Rollups.Count > 0)
        {
            console.Write(table);
        }

        console.WriteLine(
            status.CountedAt is { } counted
                ? $"This release has logic {status.LogicVersion}. The statistics were counted at {Time(counted)} UTC."
                : $"This release has logic {status.LogicVersion}. The statistics are being counted; ask again."
        );
        WriteOld(status.OldRows);
        console.WriteLine(
            status switch
            {
                { OldestMessage: null } => "The log is empty: nothing can be reprocessed yet.",
                { ReprocessableFrom: { } from } =>
                    $"The log reaches back to {Time(status.OldestMessage.Value)}: everything from {Time(from)} can be reprocessed.",
                _ => $"The log is complete since {Time(status.OldestMessage.Value)}: everything can be reprocessed.",
            }
        );
        foreach (var gap in status.LogGaps)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The log lacks messages {gap.After + 1} to {gap.Until} of partition {gap.Partition} (found "
                        + $"{Time(gap.Found)}): it was lost or restored from an older copy."
                )
            );
        }

        if (status.ActiveJobs.Count > 0)
        {
            console.WriteLine($"Jobs that wait or run: {string.Join(", ", status.ActiveJobs)}.");
        }

        Write(status.Operations);
        return 0;
    }

    private void WriteOld(OldRowCounts old)
    {
        if (old.Waiting > 0)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Days and months of an older release: {old.Waiting:N0}, which are made again, some every hour."
                )
            );
        }

        if (old.Incomplete > 0)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Days and months of an older release whose hours or days are not complete: "
                        + $"{old.Incomplete:N0}; 'reprocess' makes them again."
                )
            );
        }
    }

    private void Write(OperationsAnswer operations)
    {
        var waiting = operations.Partitions.Where(static partition => partition.Waiting > 0).ToList();
        console.WriteLine(
            waiting.Count == 0 ? "All of the log is aggregated." : $"Partitions that wait to be aggregated: {waiting.Count}."
        );
        foreach (var partition in waiting)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {partition.Partition}: {partition.Waiting:N0} messages, the oldest for {partition.AgeSeconds:N1} "
                        + $"s{(partition.Stuck ? "; it stands still: look for its error in the server's log" : string.Empty)}"
                )
            );
        }

        console.WriteLine(
            operations.OldestLiveRow is { } oldest
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Live rows: {operations.LiveRows:N0}, the oldest of {Time(oldest)}; "
                        + $"at most {operations.BusiestLiveRows:N0} for one site and hour."
                )
                : "There are no live rows."
        );
        if (operations.RollupLagSeconds is { } lag && TimeSpan.FromSeconds(lag) > RollupDue)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The roll-up is {lag / 60:N0} minutes late: look for its error in the server's log."
                )
            );
        }

        var setAside = operations
            .SetAside.Where(static stage => stage.Value > 0)
            .Select(static stage => $"{stage.Value} by {stage.Key}")
            .ToList();
        console.WriteLine(
            setAside.Count == 0 ? "Nothing is set aside." : $"Set aside: {string.Join(", ", setAside)}; see 'deadletters list'."
        );
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
