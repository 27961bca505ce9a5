using System.Globalization;
using System.Text;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Analytics.Web.Live;

/// <summary>
/// Sends the rolling averages as server-sent events: at once, and whenever they change. A comment every 15 seconds keeps the connection
/// open.
/// </summary>
/// <remarks>
/// A stream ends after <see cref="Lifetime"/>, because front ends close connections after 230 seconds; browsers then reconnect by
/// themselves. It also ends as soon as the process notices that the key, the session or the shared link has ended.
/// </remarks>
internal sealed class LiveStreamHandler(
    LiveReadings readings,
    StatsAccess access,
    ClientAddress addresses,
    IHostApplicationLifetime host,
    TimeProvider time
)
{
    /// <summary>The time after which a stream ends.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(210);

    /// <summary>Maximum time without a byte.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Random, so that the clients do not all reconnect at the same moment after a restart.
    private const int RetryMilliseconds = 2_000;
    private const int RetrySpread = 3_000;

    public async Task ReadAsync(HttpContext context)
    {
        var caller = await access.CallerAsync(context);
        var site = await access.SiteAsync(context, caller, RouteValue.Site(context));
        StatsAccess.RequireWholeSite(caller);
        using var listener = readings.Join(site.Id, CallerIdentity.Of(caller, addresses.Of(context)));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        Begin(context);
        await SendAsync(context, $"retry: {RetryMilliseconds + (context.TraceIdentifier.Sum(static c => c) % RetrySpread)}\n\n");
        try
        {
            await SendAllAsync(context, listener, site.Id, ended.Token);
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            // The server stops; the client reconnects by itself.
        }
    }

    private static void Begin(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";

        // Otherwise buffering proxies would delay events.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        Encoding.UTF8.GetBytes(text, context.Response.BodyWriter);
        await context.Response.BodyWriter.SendAsync(context.RequestAborted);
    }

    private async Task SendAllAsync(HttpContext context, LiveListener listener, string site, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(readings.Interval, time);
        var (started, lastByte) = (time.GetTimestamp(), time.GetTimestamp());
        byte[] last = [];
        do
        {
            var answer = await listener.ReadAsync();
            if (!answer.AsSpan().SequenceEqual(last))
            {
                last = answer;
                lastByte = time.GetTimestamp();
                await SendAsync(context, string.Create(CultureInfo.InvariantCulture, $"data: {Encoding.UTF8.GetString(answer)}\n\n"));
            }
            else if (time.GetElapsedTime(lastByte) >= Heartbeat)
            {
                lastByte = time.GetTimestamp();
                await SendAsync(context, ":\n\n");
            }
        } while (
            await timer.WaitForNextTickAsync(cancellationToken)
            && time.GetElapsedTime(started) < Lifetime
            && await access.MayGoOnAsync(context, site)
        );
    }
}
