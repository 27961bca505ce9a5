using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Local.Serving;
using Analytics.Local.Storage;
using Analytics.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Spectre.Console;

namespace Analytics.Local.Demo;

/// <summary>Serves a year of generated statistics and continues them while it runs.</summary>
internal sealed class DemoCommand(IAnsiConsole console, TimeProvider timeProvider)
{
    private const string DefaultData = "data/demo";
    private const string DefaultUrls = "http://localhost:7071";
    private const int KeepDays = 400;
    private const int ReportEvery = 60;

    /// <summary><c>demo</c>.</summary>
    public Command Command =>
        new(
            "demo",
            "Serves a shop that does not exist: a year of generated visits, which go on until Ctrl-C. Prints a key to sign in with.",
            [],
            [
                new CommandOption("--data", "DIR", $"Directory of the demo's data; made if it is missing. Default: {DefaultData}."),
                new CommandOption("--urls", "URL", $"Where to listen; several with semicolons. Default: {DefaultUrls}."),
            ],
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        OpenFiles.Require();
        ProcessMemory.Require();
        var urls = input.Option("--urls") ?? DefaultUrls;
        ListenAddresses.Parse(urls);
        var options = new SqliteEventLogOptions { KeepFor = TimeSpan.FromDays(KeepDays) };
        using var data = DataDirectory.Open(input.Option("--data") ?? DefaultData, options, timeProvider);
        var settings = new Dictionary<string, string?> { [$"{WebOptions.Section}:{nameof(WebOptions.IsGenerated)}"] = "true" };
        var state = await StateAsync(data, settings, cancellationToken);
        await using var application = AnalyticsServer.Build(data, urls, timeProvider, settings: settings);
        await ServeCommand.StartAsync(application, cancellationToken);

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        state = await WithKeyAsync(state, application.Services, cancellationToken);
        state.Write(data.Path);
        using var client = new ApiClient(new Uri(address), state.Key);
        var feed = new DemoFeed(client, timeProvider) { EarlierFrom = state.EarlierFrom };
        await feed.RegisterAsync(cancellationToken);
        console.WriteLine("Everything shown is generated; nobody visited these sites.");
        console.WriteLine($"Open {address}/s/{DemoTraffic.Shop} and sign in with the key {state.Key}");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = FeedAsync(feed, state, application.Services.GetRequiredService<JobTable>(), data.Path, stop.Token);
        await application.WaitForShutdownAsync(cancellationToken);
        await stop.CancelAsync();
        await feeding;
        return 0;
    }

    // A first start begins with the weeks that an earlier release counted.
    private async Task<DemoState> StateAsync(DataDirectory data, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var state = DemoState.Read(data.Path);
        if (state is not { SentUntil: null, EarlierFrom: null })
        {
            return state;
        }

        var first = DateOnly.FromDateTime(timeProvider.GetUtcNow().UtcDateTime).AddDays(-DemoEarlierRelease.BeganDaysAgo);
        await new DemoEarlierRelease(data, timeProvider).CountAsync(
            settings,
            async services =>
            {
                state = await WithKeyAsync(state, services, cancellationToken);
                state.Write(data.Path);
                return state.Key!;
            },
            first,
            cancellationToken
        );
        state = state with { EarlierFrom = first };
        state.Write(data.Path);
        return state;
    }

    // The demo keeps its key, so that a browser stays signed in after a restart.
    private static async Task<DemoState> WithKeyAsync(DemoState state, IServiceProvider services, CancellationToken cancellationToken)
    {
        var keys = services.GetRequiredService<ApiKeyRegistry>();
        return state.Key is { } secret && await keys.FindAsync(secret, cancellationToken) is not null
            ? state
            : state with
            {
                Key = (await keys.CreateAsync("demo", KeyScopes.Admin, null, cancellationToken)).Secret,
            };
    }

    private async Task FeedAsync(DemoFeed feed, DemoState state, JobTable jobs, string directory, CancellationToken cancellationToken)
    {
        try
        {
            var started = timeProvider.GetUtcNow();
            console.WriteLine(
                state.SentUntil is null
                    ? "Sending a year of visits, the newest days first …"
                    : "Sending the visits since the demo was stopped …"
            );
            var sent = await feed.SendPastAsync(
                (day, days) =>
                {
                    if (day % ReportEvery == 0)
                    {
                        console.WriteLine($"  {day} of {days} days");
                    }
                },
                cancellationToken,
                state.SentUntil
            );
            if (state.SentUntil is null)
            {
                await feed.SendIncidentsAsync(cancellationToken);
                await DemoLaterRelease.LeaveJobAsync(jobs, started, cancellationToken);
            }

            (state with { SentUntil = started }).Write(directory);
            console.WriteLine(
                $"Sent {sent:N0} events in {(timeProvider.GetUtcNow() - started).TotalSeconds:F0} s. Visits go on. Ctrl-C stops."
            );
            await feed.SendPresentAsync(started, until => (state with { SentUntil = until }).Write(directory), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The demo is ended by Ctrl-C.
            console.WriteLine("Stopped.");
        }
        catch (Exception exception) when (exception is ApiClientException or InvalidDataException)
        {
            console.WriteLine($"No more visits are sent: {exception.Message}");
        }
    }
}
