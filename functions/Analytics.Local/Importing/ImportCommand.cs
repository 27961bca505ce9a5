using System.Threading.Channels;
using Analytics.Core.AccessLogs;
using Analytics.Core.Agents;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Spectre.Console;

namespace Analytics.Local.Importing;

/// <summary>Sends a file's events to a running server.</summary>
internal sealed class ImportCommand(IAnsiConsole console, TimeProvider timeProvider)
{
    private const int BatchesAhead = 4;

    /// <summary><c>import</c>.</summary>
    public Command Command => new(
        "import",
        "Imports a web server's access log (Common or Combined Log Format) or events as NDJSON. Running it again changes nothing.",
        [new CommandArgument("FILE", "The file, gzip or not; - for standard input.")],
        [
            new CommandOption("--site", "DOMAIN", "The site that the events are of.", Required: true),
            new CommandOption("--format", "FORMAT", "auto, log or ndjson. Default: auto, by the first line."),
            new CommandOption("--scheme", "SCHEME", "https or http, for the URLs of access-log lines. Default: https."),
            .. ClientOptions.All,
        ],
        RunAsync);

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var format = input.OneOf("--format", ImportFormat.Auto, ImportFormat.Auto, ImportFormat.Log, ImportFormat.Ndjson);
        var scheme = input.OneOf("--scheme", Uri.UriSchemeHttps, Uri.UriSchemeHttps, Uri.UriSchemeHttp);
        var site = input.Required("--site").ToLowerInvariant();
        using var source = await ImportSource.OpenAsync(input.Argument(0), cancellationToken);
        var (detected, content) = await ImportFormat.DetectAsync(source.Content, cancellationToken);
        ILineConverter converter = (format == ImportFormat.Auto ? detected : format) == ImportFormat.Log
            ? new AccessLogLines(new AccessLogConverter(site, scheme, new AgentCatalog()))
            : new EventLines(site);

        var report = new ImportReport();
        var started = timeProvider.GetTimestamp();
        try
        {
            await new ImportProgress(console, timeProvider).ShowAsync(
                source, report, stop => CopyAsync(content, converter, client, report, stop), cancellationToken);
        }
        finally
        {
            report.Write(console, timeProvider.GetElapsedTime(started));
        }

        return 0;
    }

    private async Task CopyAsync(
        Stream content, ILineConverter converter, ApiClient client, ImportReport report, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<ImportBatch>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => new BatchReader(converter, report).RunAsync(content, batches.Writer, either.Token), CancellationToken.None);
        try
        {
            await new BatchSender(client, report, timeProvider).RunAsync(batches.Reader, either.Token);
        }
        finally
        {
            // The reader may stand before a full channel that nobody empties any more.
            await either.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
