using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Core.Alerts;

/// <summary>
/// Calls the webhooks of incidents that are due: those of a site one after the other, those of several sites at once. Safe for concurrent
/// use.
/// </summary>
/// <remarks>
/// Example: the receiver of site A never answers. Its call ends after ten seconds; the calls of all other sites are made meanwhile. From
/// the second round on, A is among the failing sites, which share few places of their own, so that a hundred such sites do not delay the
/// first call of any other. What a round has no time for stays due, and the next round begins with what has waited longest.
/// </remarks>
/// <param name="registry">Stores the incidents.</param>
/// <param name="sender">Calls webhooks.</param>
/// <param name="time">The clock.</param>
internal sealed class AlertDeliveries(AlertRegistry registry, IWebhookSender sender, TimeProvider time)
{
    /// <summary>Number of attempts after which a delivery is abandoned.</summary>
    public const int MaxAttempts = 12;

    /// <summary>Sites that are called at once.</summary>
    public const int Places = 12;

    /// <summary>Sites that are called at once whose last call failed.</summary>
    public const int PlacesOfFailing = 4;

    /// <summary>Time after which a round begins no other call of a site.</summary>
    public static readonly TimeSpan TimeOfSite = TimeSpan.FromSeconds(15);

    /// <summary>Time after which a round begins no other site. The next round is due a minute after this one.</summary>
    public static readonly TimeSpan TimeOfRound = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(3);

    /// <summary>Delivers what is due.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The number of calls.</returns>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    public async Task<int> RunAsync(IReadOnlyList<SiteDeliveries> sites, CancellationToken cancellationToken)
    {
        var (started, now) = (time.GetTimestamp(), time.GetUtcNow());
        var due = sites
            .Select(site => (Site: site, Since: site.DueSince))
            .Where(one => one.Since <= now)
            .OrderBy(one => one.Since)
            .ToLookup(one => one.Site.IsFailing, one => one.Site);
        var calls = 0;
        await Task.WhenAll(RunAsync(due[false], Places), RunAsync(due[true], PlacesOfFailing));
        return calls;

        Task RunAsync(IEnumerable<SiteDeliveries> lane, int places) =>
            Parallel.ForEachAsync(
                lane,
                new ParallelOptions { MaxDegreeOfParallelism = places, CancellationToken = cancellationToken },
                async (site, token) =>
                {
                    if (time.GetElapsedTime(started) < TimeOfRound)
                    {
                        Interlocked.Add(ref calls, await DeliverAsync(site, token));
                    }
                }
            );
    }

    private async Task<int> DeliverAsync(SiteDeliveries site, CancellationToken cancellationToken)
    {
        var (calls, started) = (0, time.GetTimestamp());
        foreach (var delivery in site.Alerts)
        {
            calls += await DeliverAsync(site, delivery, () => time.GetElapsedTime(started) < TimeOfSite, cancellationToken);
        }

        return calls;
    }

    private async Task<int> DeliverAsync(
        SiteDeliveries site,
        AlertDelivery delivery,
        Func<bool> hasTime,
        CancellationToken cancellationToken
    )
    {
        var (alert, history, etag) = delivery;
        var calls = 0;
        for (var i = history.Incidents.Count - 1; i >= 0 && hasTime(); i--)
        {
            if (history.Incidents[i] is not { NextAttempt: { } due } incident || due > time.GetUtcNow())
            {
                continue;
            }

            // The time of the next attempt is stored first: if this process ends here, the webhook is not called again at once.
            var attempts = incident.Attempts + 1;
            incident = incident with
            {
                Attempts = attempts,
                NextAttempt = attempts < MaxAttempts ? time.GetUtcNow() + WaitAfter(attempts) : null,
            };
            if (await WriteAsync(incident) is null)
            {
                return calls;
            }

            calls++;
            var error = await CallAsync(site, alert, incident, cancellationToken);
            incident = error is null
                ? incident with
                {
                    NextAttempt = null,
                    DeliveredAt = time.GetUtcNow(),
                    Error = null,
                }
                : incident with
                {
                    Error = error,
                };
            if (await WriteAsync(incident) is null)
            {
                return calls;
            }

            async ValueTask<string?> WriteAsync(Incident changed)
            {
                history = new([.. history.Incidents.Select(stored => stored.Id == changed.Id ? changed : stored)]);
                return etag = await registry.WriteHistoryAsync(site.Id, alert.Id, history, etag, cancellationToken);
            }
        }

        return calls;
    }

    private async Task<string?> CallAsync(SiteDeliveries site, Alert alert, Incident incident, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["id"] = incident.Id,
            ["site"] = site.Domain,
            ["alert"] = new JsonObject
            {
                ["id"] = alert.Id,
                ["name"] = alert.Name,
                ["kind"] = AlertRounds.NameOf(alert.Kind),
            },
            ["at"] = incident.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["message"] = incident.Message,
            ["value"] = incident.Value,
            ["expected"] = incident.Expected,
        }.ToJsonString(JsonSerializerOptions.Default);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return await sender.SendAsync(
            new(alert.Url),
            body,
            new Dictionary<string, string>
            {
                [WebhookSignature.IdHeader] = incident.Id,
                [WebhookSignature.TimestampHeader] = timestamp,
                [WebhookSignature.Header] = WebhookSignature.Compute(alert.Secret, timestamp, body),
            },
            cancellationToken
        );
    }

    private static TimeSpan WaitAfter(int attempts)
    {
        var wait = FirstWait * Math.Pow(2, attempts - 1);
        return wait < LongestWait ? wait : LongestWait;
    }
}

/// <summary>The alerts of a site with their incidents.</summary>
/// <param name="Id">The site's id.</param>
/// <param name="Domain">The site's domain.</param>
/// <param name="Alerts">The alerts.</param>
internal sealed record SiteDeliveries(string Id, string Domain, IReadOnlyList<AlertDelivery> Alerts)
{
    /// <summary>Time at which the first of its deliveries is due; null if none is.</summary>
    public DateTimeOffset? DueSince => Undelivered.Min(incident => incident.NextAttempt);

    /// <summary>True if a call failed that is to be repeated.</summary>
    public bool IsFailing => Undelivered.Any(incident => incident.Error is not null);

    private IEnumerable<Incident> Undelivered =>
        Alerts.SelectMany(alert => alert.History.Incidents).Where(incident => incident.NextAttempt is not null);
}

/// <summary>An alert with its incidents.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="History">The incidents.</param>
/// <param name="ETag">The ETag of their row; null without one.</param>
internal sealed record AlertDelivery(Alert Alert, AlertHistory History, string? ETag);
