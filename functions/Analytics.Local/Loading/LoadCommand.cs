using System.Text.Json;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Web.Sites;
using Spectre.Console;

namespace Analytics.Local.Loading;

/// <summary>Measures a running server under generated traffic.</summary>
internal sealed class LoadCommand(IAnsiConsole console, TimeProvider timeProvider)
{
    private const string ProbeSite = "load-probe.example";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary><c>load</c>.</summary>
    public Command Command =>
        new(
            "load",
            "Sends generated shop traffic to sites load-N.example, and measures rate, latency and freshness. Needs an admin key.",
            [],
            [
                new CommandOption("--sites", "N", "Sites to send to, 1 to 10000. Default: 10."),
                new CommandOption("--rate", "N", "Events a second; 0 for as many as the server takes. Default: 0."),
                new CommandOption("--duration", "SECONDS", "How long. Default: 10."),
                new CommandOption("--batch", "N", "Events in a request, 1 to 2500. Default: 1000."),
                new CommandOption("--connections", "N", "Requests at once. Default: 8."),
                new CommandOption(
                    "--mode",
                    "MODE",
                    "import: each event with its agent and country; plain: as a tracker sends. Default: import."
                ),
                new CommandOption("--freshness", "WHEN", "on or off: whether a probe measures when events become visible. Default: on."),
                .. ClientOptions.All,
            ],
            RunAsync
        );

    private async Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var options = new LoadOptions(
            [.. Enumerable.Range(1, input.Number("--sites", 10, 1, 10_000)).Select(number => $"load-{number}.example")],
            input.Number("--rate", 0, 0, 10_000_000),
            TimeSpan.FromSeconds(input.Number("--duration", 10, 1, 86_400)),
            input.Number("--batch", 1000, 1, 2500),
            input.Number("--connections", 8, 1, 1000),
            input.OneOf("--mode", "import", "import", "plain") == "import"
        );
        var isFresh = input.OneOf("--freshness", "on", "on", "off") == "on";
        await RegisterAsync(client, [.. options.Sites, ProbeSite], cancellationToken);

        var query = new PageviewQuery(client);
        var around = timeProvider.GetUtcNow();
        var countBefore = await CountAsync(query, options.Sites, around, cancellationToken);
        var run = new LoadRun(client, options, timeProvider);
        using var probing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probe = isFresh
            ? new FreshnessProbe(client, ProbeSite, timeProvider).RunAsync(probing.Token)
            : Task.FromResult<IReadOnlyList<TimeSpan>>([]);
        var started = timeProvider.GetTimestamp();
        var latencies = await run.RunAsync(cancellationToken);
        var elapsed = timeProvider.GetElapsedTime(started);
        await probing.CancelAsync();
        var catchUp = await CatchUpAsync(query, options.Sites, around, countBefore + run.Accepted, cancellationToken);
        LoadReport.Write(
            console,
            new LoadResult(run.Accepted, run.Rejected, run.FirstRejection, run.Retries, elapsed, latencies, await probe, catchUp)
        );
        return catchUp is null ? 1 : 0;
    }

    private async Task<TimeSpan?> CatchUpAsync(
        PageviewQuery query,
        IReadOnlyList<string> sites,
        DateTimeOffset around,
        long expected,
        CancellationToken cancellationToken
    )
    {
        var started = timeProvider.GetTimestamp();
        while (await CountAsync(query, sites, around, cancellationToken) < expected)
        {
            if (timeProvider.GetElapsedTime(started) > Patience)
            {
                return null;
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }

        return timeProvider.GetElapsedTime(started);
    }

    private static async Task<long> CountAsync(
        PageviewQuery query,
        IReadOnlyList<string> sites,
        DateTimeOffset around,
        CancellationToken cancellationToken
    )
    {
        var sum = 0L;
        foreach (var site in sites)
        {
            sum += await query.CountAsync(site, around, cancellationToken);
        }

        return sum;
    }

    private static async Task RegisterAsync(ApiClient client, IReadOnlyList<string> sites, CancellationToken cancellationToken)
    {
        foreach (var site in sites)
        {
            try
            {
                await client.GetAsync($"/api/v1/sites/{site}", ClientJson.Default.SiteAnswer, cancellationToken);
            }
            catch (ApiClientException exception) when (exception.Status == System.Net.HttpStatusCode.NotFound)
            {
                var json = JsonSerializer.Serialize(new SiteRequest { Domain = site }, ClientJson.Default.SiteRequest);
                await client.PostAsync("/api/v1/sites", json, ClientJson.Default.SiteAnswer, cancellationToken);
            }
        }
    }
}
