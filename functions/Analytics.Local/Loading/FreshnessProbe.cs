using System.Globalization;
using System.Text;
using Analytics.Local.Clients;

namespace Analytics.Local.Loading;

/// <summary>
/// Measures the time from an event's acknowledgement until it is counted: sends one event at a time to its own site and queries until the
/// count grows.
/// </summary>
internal sealed class FreshnessProbe(ApiClient client, string site, TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(400);

    private readonly PageviewQuery _query = new(client);
    private readonly Random _random = new((int)timeProvider.GetUtcNow().UtcTicks);

    /// <summary>Probes until cancelled.</summary>
    /// <returns>The times, sorted.</returns>
    public async Task<IReadOnlyList<TimeSpan>> RunAsync(CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        try
        {
            var around = timeProvider.GetUtcNow();
            var count = await _query.CountAsync(site, around, cancellationToken);
            while (true)
            {
                // A random pause, so that probes do not synchronize with the server's intervals.
                await Task.Delay(MaxPause * _random.NextDouble(), timeProvider, cancellationToken);
                times.Add(await ProbeAsync(around, ++count, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            times.Sort();
            return times;
        }
    }

    private async Task<TimeSpan> ProbeAsync(DateTimeOffset around, long expected, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        var probe = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"domain\":\"{site}\",\"name\":\"pageview\",\"url\":\"https://{site}/probe\",\"timestamp\":{now},"
                + $"\"visitor_id\":\"probe\",\"id\":\"{Guid.NewGuid():N}\",\"user_agent\":\"{TrafficShape.Agents[0]}\"}}\n"
        );
        await client.PostAsync(
            "/api/events?import=true",
            Encoding.UTF8.GetBytes(probe),
            "application/x-ndjson",
            null,
            ClientJson.Default.BatchReceipt,
            cancellationToken
        );
        var acknowledged = timeProvider.GetTimestamp();
        while (await _query.CountAsync(site, around, cancellationToken) < expected)
        {
            if (timeProvider.GetElapsedTime(acknowledged) > Patience)
            {
                throw new ApiClientException(
                    $"An acknowledged event of {site} was not counted for {Patience.TotalSeconds:F0} s; see the server's log.",
                    System.Net.HttpStatusCode.GatewayTimeout
                );
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }

        return timeProvider.GetElapsedTime(acknowledged);
    }
}
