using System.Text.Json;
using Analytics.Core.Reprocessing;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Web.Jobs;
using Spectre.Console;

namespace Analytics.Local.Reprocessing;

/// <summary>Starts a reprocessing job at a running server, follows it and writes its report.</summary>
internal sealed class ReprocessCommand(IAnsiConsole console, TimeProvider timeProvider)
{
    private const string Path = "/api/v1/jobs";

    /// <summary><c>reprocess</c>.</summary>
    public Command Command =>
        new(
            "reprocess",
            "Makes the statistics of a range again from the archived events, while the "
                + "server runs, and reports what changed. Ctrl-C cancels.",
            [],
            [
                new CommandOption("--from", "TIME", "The beginning: a UTC day like 2026-01-31, or a date-time.", Required: true),
                new CommandOption("--to", "TIME", "The end, exclusive.", Required: true),
                new CommandOption("--site", "DOMAIN", "The sites, several with commas. Default: all."),
                new CommandOption("--dry-run", string.Empty, "Only report what would change."),
                new CommandOption("--json", string.Empty, "Write the report as JSON, a line for each site and day."),
                .. ClientOptions.All,
            ],
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var body = new JobBody
        {
            Kind = Reprocessor.Kind,
            From = input.Required("--from"),
            To = input.Required("--to"),
            Sites = input.Option("--site")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            DryRun = input.Has("--dry-run"),
        };
        var job = await client.PostAsync(
            Path,
            JsonSerializer.Serialize(body, ClientJson.Default.JobBody),
            ClientJson.Default.JobAnswer,
            cancellationToken
        );
        try
        {
            job = await new JobFollower(client, console, timeProvider).FollowAsync(job, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await client.DeleteAsync($"{Path}/{job.Id}", ClientJson.Default.JobAnswer, CancellationToken.None);
            throw;
        }

        if (input.Has("--json"))
        {
            await foreach (var difference in ReportAsync(client, job, cancellationToken))
            {
                // The console would wrap long lines.
                console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(difference, ClientJson.Default.DayDifference));
            }
        }
        else
        {
            var text = new JobReportText(console);
            text.Write(await ReportAsync(client, job, cancellationToken).ToListAsync(cancellationToken), job);
            text.Write(job);
        }

        if (job.State != "completed")
        {
            throw new ApiClientException($"Job {job.Id} {job.State}{(job.Error is null ? "." : $": {job.Error}")}");
        }

        return job.Progress?.SetAside > 0 ? 1 : 0;
    }

    private static async IAsyncEnumerable<DayDifference> ReportAsync(
        ApiClient client,
        JobAnswer job,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (string? after = string.Empty; after is not null; )
        {
            var cursor = after.Length == 0 ? string.Empty : $"?after={Uri.EscapeDataString(after)}";
            var page = await client.GetAsync($"{Path}/{job.Id}/report{cursor}", ClientJson.Default.JobReportAnswer, cancellationToken);
            foreach (var difference in page.Differences)
            {
                yield return difference;
            }

            after = page.After;
        }
    }
}
