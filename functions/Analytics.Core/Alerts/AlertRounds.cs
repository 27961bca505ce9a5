using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.DeadLetters;
using Analytics.Core.Queries;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Alerts;

/// <summary>
/// Evaluates the alerts of all sites and calls their webhooks, in one process at a time. An incident is written before its webhook is
/// called, so that a restart continues it; a delivery may be repeated, with the same id. Safe for concurrent use.
/// </summary>
/// <param name="registry">The alerts.</param>
/// <param name="evaluator">Evaluates the conditions.</param>
/// <param name="sender">Calls webhooks.</param>
/// <param name="sites">The sites.</param>
/// <param name="letters">The items that are set aside.</param>
/// <param name="tables">Store the lease.</param>
/// <param name="time">The clock.</param>
public sealed class AlertRounds(
    AlertRegistry registry,
    AlertEvaluator evaluator,
    IWebhookSender sender,
    SiteRegistry sites,
    DeadLetterList letters,
    ITableStore tables,
    TimeProvider time
)
{
    /// <summary>Time within which an alert creates at most one incident.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <summary>Number of attempts after which a delivery is abandoned; the last attempt is about 17 hours after the first.</summary>
    public const int MaxAttempts = 12;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(3);

    private readonly TableLease _lease = new(tables, "alerts", time);

    /// <summary>Evaluates and delivers once.</summary>
    /// <returns>The number of webhook calls; false if another process runs the round now.</returns>
    /// <exception cref="IOException">The storage does not answer now, or the lease was lost; the next round continues.</exception>
    public async Task<(int Calls, bool HasRun)> RunAsync(CancellationToken cancellationToken)
    {
        var calls = 0;
        var hasRun = await _lease.TryRunAsync(async token => calls = await RunSitesAsync(token), cancellationToken);
        return (calls, hasRun);
    }

    private async Task<int> RunSitesAsync(CancellationToken cancellationToken)
    {
        var calls = 0;
        DeadLetterCounts? setAside = null;
        foreach (var row in await registry.SitesAsync(cancellationToken))
        {
            var site = await sites.ReadAsync(row.RowKey, cancellationToken);
            var alerts = site is null ? [] : await registry.ListAsync(site.Id, cancellationToken);
            if (site is null || alerts.Count == 0)
            {
                await registry.RemoveSiteAsync(row, cancellationToken);
                continue;
            }

            foreach (var alert in alerts)
            {
                setAside ??= alert.Kind == AlertKind.SetAside ? await letters.CountAsync(cancellationToken) : null;
                var (history, etag) = await registry.ReadHistoryAsync(site.Id, alert.Id, cancellationToken);
                var items = setAside?.BySite.GetValueOrDefault(site.Id) ?? 0;
                if (await FindAsync(site, alert, history, items, cancellationToken) is { } incident)
                {
                    history = new([incident, .. history.Incidents.Take(AlertHistory.MaxIncidents - 1)]);
                    etag = await registry.WriteHistoryAsync(site.Id, alert.Id, history, etag, cancellationToken);
                    if (etag is null)
                    {
                        // Another round has written meanwhile, and the next round continues from there.
                        continue;
                    }
                }

                calls += await DeliverAsync(site, alert, history, etag, cancellationToken);
            }
        }

        return calls;
    }

    /// <summary>
    /// Evaluates an alert unless it had an incident within <see cref="Quiet"/>. Returns null if the condition does not hold.
    /// </summary>
    private async Task<Incident?> FindAsync(
        Site site,
        Alert alert,
        AlertHistory history,
        long setAside,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (history.Incidents is [var last, ..] && now - last.At < Quiet)
        {
            return null;
        }

        Finding? finding;
        try
        {
            finding = await evaluator.EvaluateAsync(site, alert, setAside, cancellationToken);
        }
        catch (Exception exception) when (exception is QueryException or TableCorruptException)
        {
            // An alert that cannot be evaluated must not stop the others, and its owner is told.
            finding = new($"The alert '{alert.Name}' of {site.Domain} cannot be evaluated: {exception.Message}", 0, 0);
        }

        return finding is null
            ? null
            : new(
                string.Create(CultureInfo.InvariantCulture, $"{alert.Id}-{now.ToUnixTimeMilliseconds()}"),
                now,
                finding.Message,
                finding.Value,
                finding.Expected,
                NextAttempt: now
            );
    }

    private async Task<int> DeliverAsync(Site site, Alert alert, AlertHistory history, string? etag, CancellationToken cancellationToken)
    {
        var calls = 0;
        for (var i = history.Incidents.Count - 1; i >= 0; i--)
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

    private async Task<string?> CallAsync(Site site, Alert alert, Incident incident, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["id"] = incident.Id,
            ["site"] = site.Domain,
            ["alert"] = new JsonObject
            {
                ["id"] = alert.Id,
                ["name"] = alert.Name,
                ["kind"] = NameOf(alert.Kind),
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

    /// <summary>Returns the name of a kind in the API.</summary>
    public static string NameOf(AlertKind kind) => kind == AlertKind.SetAside ? "set_aside" : kind.ToString().ToLowerInvariant();

    private static TimeSpan WaitAfter(int attempts)
    {
        var wait = FirstWait * Math.Pow(2, attempts - 1);
        return wait < LongestWait ? wait : LongestWait;
    }
}
