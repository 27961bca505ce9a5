using System.Net.Sockets;
using Analytics.Core.Keys;
using Analytics.Local.CommandLine;
using Analytics.Local.Serving;
using Analytics.Local.Storage;
using Analytics.Local.Tls;
using Analytics.Web;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Spectre.Console;

namespace Analytics.Local;

/// <summary>Runs the server until it is stopped.</summary>
internal sealed class ServeCommand(IAnsiConsole console, TimeProvider timeProvider)
{
    private const string DefaultData = "data";
    private const int DefaultDays = 90;
    private const int MaxDays = 36_500;
    private const string DefaultUrls = "http://localhost:7071";

    /// <summary><c>serve</c>.</summary>
    public Command Command =>
        new(
            "serve",
            "Collects events and answers queries until Ctrl-C. The first start prints an admin key, unless ANALYTICS_ADMIN_KEY is set.",
            [],
            [
                new CommandOption("--data", "DIR", $"Directory of the data; made if it is missing. Default: {DefaultData}."),
                new CommandOption("--urls", "URL", $"Where to listen; several with semicolons. Default: {DefaultUrls}."),
                new CommandOption(
                    "--certificate",
                    "FILE",
                    "Certificate of the https addresses, followed by those that signed it, in PEM. "
                        + "Loaded again when it is replaced, as the next."
                ),
                new CommandOption("--certificate-key", "FILE", "Private key of the certificate, in PEM and without a password."),
                new CommandOption(
                    "--keep-days",
                    "DAYS",
                    $"How long collected events can be reprocessed. Default: {DefaultDays}. Statistics stay."
                ),
                new CommandOption(
                    "--keep-megabytes",
                    "MB",
                    "The most that these events may take; the oldest go first. Default: no limit."
                ),
                new CommandOption(
                    "--geo",
                    "FILE",
                    "Database in MaxMind's format (.mmdb) that tells country, region and city of an address. "
                        + "Loaded again when it is replaced."
                ),
                new CommandOption(
                    "--agents",
                    "FILE",
                    "Agents in place of those of the release, in the format of its agents.txt. "
                        + "Loaded again when it is replaced, as the next two."
                ),
                new CommandOption("--sources", "FILE", "Sources in place of those of the release, in the format of its sources.txt."),
                new CommandOption(
                    "--datacentres",
                    "FILE",
                    "Networks of data centres, one in CIDR notation a line: events from there are filtered as bots."
                ),
                new CommandOption(
                    "--metrics",
                    string.Empty,
                    "Serves metrics at /metrics for Prometheus, without a key: let only your monitoring reach it."
                ),
            ],
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        OpenFiles.Require();
        ProcessMemory.Require();

        // Disposed after the application, whose services write to the end.
        using var data = DataDirectory.Open(input.Option("--data") ?? DefaultData, LogOptions(input), timeProvider);
        await using var application = AnalyticsServer.Build(
            data,
            input.Option("--urls") ?? DefaultUrls,
            timeProvider,
            input.Has("--metrics"),
            Settings(input)
        );
        await StartAsync(application, cancellationToken);
        if (await application.Services.GetRequiredService<ApiKeyRegistry>().EnsureAdminKeyAsync(cancellationToken) is { } key)
        {
            console.WriteLine("Admin key, shown only this once:");
            console.WriteLine(key);
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        console.WriteLine($"Listening on {string.Join(", ", addresses)}; data in {data.Path}. Ctrl-C stops.");
        await application.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>Starts the application.</summary>
    /// <exception cref="IOException">It can't listen at an address; the message names the remedy.</exception>
    public static async Task StartAsync(WebApplication application, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Aggregation and the other services have started, and must not outlive the data directory.
            await application.StopAsync(CancellationToken.None);
            if (exception is SocketException || exception.InnerException is AddressInUseException)
            {
                throw new IOException(
                    $"{exception.Message.TrimEnd('.')}. Stop the program that listens there, or choose another address with --urls.",
                    exception
                );
            }

            throw;
        }
    }

    /// <summary>Returns the settings that the options set.</summary>
    private static Dictionary<string, string?> Settings(CommandInput input) =>
        new (string Option, string Setting)[]
        {
            ("--geo", $"{WebOptions.Section}:{nameof(WebOptions.GeoDatabase)}"),
            ("--agents", $"{WebOptions.Section}:{nameof(WebOptions.AgentsFile)}"),
            ("--sources", $"{WebOptions.Section}:{nameof(WebOptions.SourcesFile)}"),
            ("--datacentres", $"{WebOptions.Section}:{nameof(WebOptions.DataCentresFile)}"),
            ("--certificate", $"{TlsOptions.Section}:{nameof(TlsOptions.CertificateFile)}"),
            ("--certificate-key", $"{TlsOptions.Section}:{nameof(TlsOptions.KeyFile)}"),
        }
            .Where(row => input.Option(row.Option) is not null)
            .ToDictionary(row => row.Setting, row => input.Option(row.Option));

    private static SqliteEventLogOptions LogOptions(CommandInput input) =>
        new()
        {
            KeepFor = TimeSpan.FromDays(input.Number("--keep-days", DefaultDays, 1, MaxDays)),
            KeepBytes = input.Number("--keep-megabytes", 0, 1, int.MaxValue) is > 0 and var megabytes ? megabytes * 1024L * 1024L : null,
        };
}
