using System.Globalization;
using System.Text.Json;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Local.Reprocessing;
using Analytics.Web.Erasures;
using Analytics.Web.Jobs;
using Spectre.Console;

namespace Analytics.Local.Erasures;

/// <summary>Starts an erasure at a running server, follows the job and writes its report.</summary>
internal sealed class EraseCommand(IAnsiConsole console, TimeProvider timeProvider)
{
    /// <summary><c>erase</c>.</summary>
    public Command Command =>
        new(
            "erase",
            "Erases a range of a site's time or one of its visitors, or the site with all that belongs to it, "
                + "from everything that is stored. It can't be taken back.",
            [new CommandArgument("SITE", "The site's domain.")],
            [
                new CommandOption(
                    "--from",
                    "TIME",
                    "The beginning of the range: a UTC day like 2026-01-31, or a date-time on the full hour."
                ),
                new CommandOption("--to", "TIME", "The end of the range, exclusive."),
                new CommandOption("--visitor", "ID", "The visitor's visitor_id as it was sent."),
                new CommandOption("--all", string.Empty, "The site itself: registration, keys, goals and everything that was collected."),
                .. ClientOptions.All,
            ],
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        var request = new ErasureRequest
        {
            From = input.Option("--from"),
            To = input.Option("--to"),
            VisitorId = input.Option("--visitor"),
        };
        var isPart = (request.From ?? request.To ?? request.VisitorId) is not null;
        if (isPart == input.Has("--all"))
        {
            throw new CommandLineException(
                isPart
                    ? "--all erases everything; leave it out, or leave out --from, --to and --visitor."
                    : "Say what to erase: --from and --to, or --visitor, or --all."
            );
        }

        using var client = ClientOptions.Connect(input);
        var path = $"/api/v1/sites/{Uri.EscapeDataString(input.Argument(0))}";
        var job = isPart
            ? await client.PostAsync(
                $"{path}/erasures",
                JsonSerializer.Serialize(request, ClientJson.Default.ErasureRequest),
                ClientJson.Default.JobAnswer,
                cancellationToken
            )
            : await client.GetAsync(
                $"/api/v1/jobs/{(await client.DeleteAsync(path, ClientJson.Default.DeletedAnswer, cancellationToken)).Erasure}",
                ClientJson.Default.JobAnswer,
                cancellationToken
            );
        job = await new JobFollower(client, console, timeProvider).FollowAsync(job, cancellationToken);
        if (job.State != "completed")
        {
            throw new ApiClientException($"Job {job.Id} {job.State}{(job.Error is null ? "." : $": {job.Error}")}");
        }

        Write(job, request.VisitorId is not null);
        return 0;
    }

    private void Write(JobAnswer job, bool isOfVisitor)
    {
        if (job.Progress?.Erased is not { } erased)
        {
            return;
        }

        console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Job {job.Id} completed: {erased.Events:N0} events in {erased.Messages:N0} archived messages erased, "
                    + $"{erased.RowsRewritten:N0} rows rewritten, {erased.RowsDeleted:N0} deleted."
            )
        );
        if (isOfVisitor && erased.Events == 0)
        {
            console.WriteLine(
                "No event of this visitor was found. Give the visitor_id exactly as it was sent; visitors in the export of another domain "
                    + "are known to that domain alone: see docs/operations.md, \"To erase\"."
            );
        }

        if (erased.Unreadable > 0)
        {
            console.WriteLine(
                $"{erased.Unreadable} damaged messages or rows were left as they are: see docs/operations.md, \"A damaged row\"."
            );
        }
    }
}
