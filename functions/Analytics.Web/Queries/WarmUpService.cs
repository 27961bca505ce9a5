using System.Text.RegularExpressions;
using Analytics.Core.Queries;
using Analytics.Web.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Queries;

/// <summary>
/// Warms up queries after the host has started, so that readiness does not wait for it: first the server by a request of its own, then the
/// engine, which counts as a caller in admission.
/// </summary>
internal sealed partial class WarmUpService(
    QueryWarmUp warmUp,
    QueryAdmission admission,
    IOptions<WebOptions> options,
    IEnumerable<IServer> servers,
    IHostApplicationLifetime lifetime,
    ILogger<WarmUpService> logger
) : BackgroundService
{
    private static readonly CallerIdentity Caller = new("warm-up", HasKey: true);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.WarmsUp)
        {
            return;
        }

        // The host announces its stop before it stops services, and the server rejects requests from then on.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stop.Token);
            await RequestAsync(stop.Token);
            await admission.RunAsync(
                Caller,
                Caller.Id,
                warmUp.RunAsync,
                (questions, _) =>
                {
                    Log.WarmedUp(logger, questions);

                    // The first collection takes the longest, and its pause would be in the middle of the first client's question.
                    GC.Collect();
                    return Task.CompletedTask;
                },
                stop.Token
            );
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The server stops, so a failed request no longer matters.
            return;
        }
        catch (Exception exception)
        {
            // Timeouts are caught too: an exception that leaves a background service would end the host.
            Log.Failed(logger, exception);
        }
    }

    /// <summary>Sends a request to this process, if it listens without TLS.</summary>
    private async Task RequestAsync(CancellationToken cancellationToken)
    {
        var addresses = servers.FirstOrDefault()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.Select(Loopback).OfType<Uri>().FirstOrDefault() is { } address)
        {
            using var handler = new SocketsHttpHandler { UseProxy = false };
            using var client = new HttpClient(handler) { Timeout = QueryWarmUp.Deadline };
            using var answer = await client.GetAsync(new Uri(address, "/health/live"), cancellationToken);
        }
    }

    private static Uri? Loopback(string address) =>
        Uri.TryCreate(AnyAddress().Replace(address, "//127.0.0.1"), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttp
        && uri.IsLoopback
            ? uri
            : null;

    [GeneratedRegex(@"//(\*|\+|0\.0\.0\.0|\[::\])")]
    private static partial Regex AnyAddress();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Queries are warmed up with {Questions} questions")]
        public static partial void WarmedUp(ILogger logger, int questions);

        [LoggerMessage(LogLevel.Warning, "Warming up queries failed; the first ones take longer, because their code is compiled then")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
