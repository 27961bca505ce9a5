using System.Globalization;
using Analytics.Core.Exports;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Spectre.Console;

namespace Analytics.Local.Exporting;

/// <summary>Writes all stored statistics of a site to a file.</summary>
internal sealed class ExportCommand(IAnsiConsole console)
{
    private const string Ndjson = "ndjson";
    private const string Parquet = "parquet";
    private const string Reports = "reports";
    private const string Imports = "imports";

    /// <summary><c>export</c>.</summary>
    public Command Command =>
        new(
            "export",
            "Exports a site's events, for 'import' elsewhere or for data tools, or its reports as CSV.",
            [new CommandArgument("SITE", "The site's domain.")],
            [
                new CommandOption(
                    "--format",
                    "FORMAT",
                    $"{Ndjson} (events, as 'import' reads them), {Parquet} (events, for data tools), "
                        + $"{Reports} (every report as CSV, in a zip) or {Imports} (imported daily "
                        + $"aggregates as CSV, in a zip). Default: {Ndjson}."
                ),
                new CommandOption(
                    "--from",
                    "DAY",
                    "The first day in the site's time zone, like 2026-01-01. Default: the first with events."
                ),
                new CommandOption("--to", "DAY", "The last day. Default: the last with events."),
                new CommandOption(
                    "--imports",
                    string.Empty,
                    $"With {Reports}: adds imported totals where they can answer; imports.csv in the zip tells which reports have them."
                ),
                new CommandOption(
                    "--output",
                    "FILE",
                    "The file; it must not be there yet. Default: the site's name with .ndjson, .parquet or .zip, here."
                ),
                .. ClientOptions.All,
            ],
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var site = input.Argument(0);
        var format = input.OneOf("--format", Ndjson, [Ndjson, Parquet, Reports, Imports]);
        var file = input.Option("--output") ?? $"{site}.{(format is Reports or Imports ? "zip" : format)}";
        if (File.Exists(file))
        {
            throw new CommandLineException($"'{file}' is there already; remove it, or name another file with --output.", input.Command);
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(file));
        if (!Directory.Exists(directory))
        {
            throw new CommandLineException(
                $"There is no directory '{directory}'; create it, or name another file with --output.",
                input.Command
            );
        }

        // Under another name until it is complete, so that a part is not taken for the whole.
        var part = $"{file}.part";
        var path = $"/api/v1/sites/{Uri.EscapeDataString(site)}/export?format={format}{Parameter(input, "from")}{Parameter(input, "to")}";
        path += input.Has("--imports") ? "&imports=true" : string.Empty;
        var bytes = 0L;
        try
        {
            await using (var output = new FileStream(part, FileMode.Create, FileAccess.ReadWrite))
            {
                await console
                    .Status()
                    .StartAsync(
                        $"Exporting {site.EscapeMarkup()} …",
                        status =>
                            DownloadAsync(
                                client,
                                path,
                                output,
                                total => status.Status($"Exporting {site.EscapeMarkup()} … {Megabytes(bytes = total)}"),
                                cancellationToken
                            )
                    );
            }

            File.Move(part, file);
        }
        finally
        {
            File.Delete(part);
        }

        console.WriteLine($"{site} is in {file}, {Megabytes(bytes)}.");
        return 0;
    }

    /// <summary>Downloads an export, also from a server that ends long ones and tells where to go on.</summary>
    private static async Task DownloadAsync(
        ApiClient client,
        string path,
        FileStream output,
        Action<long> progress,
        CancellationToken cancellationToken
    )
    {
        for (var rest = string.Empty; ; )
        {
            var before = output.Position;
            await client.DownloadAsync(path + rest, output, total => progress(before + total), cancellationToken);
            if (await ContinuationAsync(output, cancellationToken) is not { } day)
            {
                return;
            }

            output.SetLength(output.Length - ExportContinuation.LineBytes);
            output.Position = output.Length;
            rest = $"&{ExportContinuation.Name}={day.ToString(ExportContinuation.DayFormat, CultureInfo.InvariantCulture)}";
        }
    }

    private static async Task<DateOnly?> ContinuationAsync(FileStream output, CancellationToken cancellationToken)
    {
        var line = new byte[Math.Min(output.Length, ExportContinuation.LineBytes)];
        output.Position = output.Length - line.Length;
        await output.ReadExactlyAsync(line, cancellationToken);
        return ExportContinuation.Find(line);
    }

    private static string Parameter(CommandInput input, string name) =>
        input.Option($"--{name}") is { } day ? $"&{name}={Uri.EscapeDataString(day)}" : string.Empty;

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:F1} MB");
}
