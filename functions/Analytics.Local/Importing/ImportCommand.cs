using System.Threading.Channels;
using Analytics.Core.AccessLogs;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Spectre.Console;

namespace Analytics.Local.Importing;

/// <summary>Sends the events of files to a running server.</summary>
internal sealed class ImportCommand(IAnsiConsole console, TimeProvider timeProvider)
{
    /// <summary>The name of the command.</summary>
    public const string Name = "import";

    private const int BatchesAhead = 4;

    /// <summary><c>import</c>.</summary>
    public Command Command =>
        new(
            Name,
            "Imports access logs of web servers, load balancers and content networks, the history of another tool, "
                + "Plausible's daily tables, or events as NDJSON. Running it again changes nothing.",
            [
                new CommandArgument(
                    "FILE",
                    "A file or a directory of rotated files, compressed (gzip, bzip2, zstd) "
                        + "or archived (tar, zip) or not; - for standard input."
                ),
            ],
            [
                new CommandOption("--site", "DOMAIN", "The site that the events are of.", Required: true),
                new CommandOption(
                    "--host",
                    "HOSTS",
                    "The virtual hosts to import, with commas between; HOST=SITE for another site, * for all. Default: "
                        + "the site, with and without www."
                ),
                new CommandOption(
                    "--format",
                    "FORMAT",
                    "auto or one of "
                        + $"{string.Join(", ", ImportFormats.All.Select(format => format.Name))}. Default: auto, by the first lines."
                ),
                .. ImportRange.Options,
                new CommandOption("--scheme", "SCHEME", "https or http, for the URLs of access logs that do not tell. Default: https."),
                new CommandOption(
                    "--own-export",
                    string.Empty,
                    "Takes an export of the site itself, whose events were erased; those that it still has would count twice."
                ),
                new CommandOption(
                    "--complete",
                    string.Empty,
                    "The files are complete: a last line without a line feed counts in every format. Default: it may be cut off and is "
                        + "held back, except in JSON, where it tells."
                ),
                new CommandOption(
                    "--after",
                    "LINE",
                    "Goes on after a line up to which everything was sent, as an interrupted import says."
                ),
                .. ClientOptions.All,
            ],
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var site = input.Required("--site").ToLowerInvariant();
        if (await DailyTables.PackAsync(input.Argument(0), cancellationToken) is { } tables)
        {
            return ImportRange.IsNamed(input)
                ? throw new CommandLineException(
                    "--from and --to choose events; of Plausible's daily tables each day counts on which the site has no events.",
                    input.Command
                )
                : await ImportAsync(client, site, tables, cancellationToken);
        }

        var target = new ImportTarget(
            site,
            new LogHosts(
                site,
                input.Option("--host")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []
            ),
            input.OneOf("--scheme", Uri.UriSchemeHttps, Uri.UriSchemeHttps, Uri.UriSchemeHttp),
            input.Has("--own-export"),
            input.Has("--complete"),
            await ImportRange.ReadAsync(input, client, site, cancellationToken)
        );
        var format = input.OneOf(
            "--format",
            ImportFormats.Auto,
            [ImportFormats.Auto, ImportFormats.Log, .. ImportFormats.All.Select(known => known.Name)]
        );
        using var source = new ImportSource(input.Argument(0));
        var report = new ImportReport();
        var run = new ImportRun(source, target, format, input.Number("--after", 0, 0, int.MaxValue), report);
        var started = timeProvider.GetTimestamp();
        var isComplete = false;
        try
        {
            await new ImportProgress(console, timeProvider).ShowAsync(
                source,
                report,
                stop => CopyAsync(run, client, report, stop),
                cancellationToken
            );
            isComplete = true;
        }
        finally
        {
            report.Write(console, timeProvider.GetElapsedTime(started));
            if (!isComplete && report.SentLines > 0)
            {
                console.WriteLine($"Stopped. To go on where it stopped, run it again with --after {report.SentLines}.");
            }
        }

        foreach (var remark in run.Remarks())
        {
            console.WriteLine(remark);
        }

        await new CountingWait(console, timeProvider, client).RunAsync(cancellationToken);
        return run.HasFailed ? 1 : 0;
    }

    private async Task<int> ImportAsync(ApiClient client, string site, ReadOnlyMemory<byte> tables, CancellationToken cancellationToken)
    {
        var import = await client.PostAsync(
            $"/api/v1/sites/{Uri.EscapeDataString(site)}/imports",
            tables,
            "application/zip",
            null,
            ClientJson.Default.JsonElement,
            cancellationToken
        );
        var days = import
            .GetProperty("days")
            .EnumerateArray()
            .Select(range => $"{range.GetProperty("first")} to {range.GetProperty("last")}");
        console.WriteLine($"Import {import.GetProperty("id")} has daily aggregates of {string.Join(", ", days)}.");
        if (import.TryGetProperty("left_out", out var leftOut))
        {
            console.WriteLine($"{leftOut.GetProperty("message")}");
        }

        foreach (var table in import.GetProperty("tables").EnumerateArray())
        {
            console.WriteLine($"  {table.GetProperty("name")}: {table.GetProperty("rows").GetInt64():N0} rows");
        }

        console.WriteLine(
            "They are totals and not events: queries show them with include.imports, and remove them with DELETE at "
                + $"/api/v1/sites/{site}/imports/{import.GetProperty("id")}."
        );
        return 0;
    }

    private async Task CopyAsync(ImportRun run, ApiClient client, ImportReport report, CancellationToken cancellationToken)
    {
        using var stopOrEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<ImportBatch>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true }
        );
        var reading = Task.Run(() => run.ReadAsync(batches.Writer, stopOrEnd.Token), CancellationToken.None);
        try
        {
            await new BatchSender(client, report, timeProvider).RunAsync(batches.Reader, stopOrEnd.Token);
        }
        finally
        {
            // The reader may be waiting at a full channel that is no longer read.
            await stopOrEnd.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
