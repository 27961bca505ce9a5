using System.Globalization;
using Analytics.Core.DeadLetters;
using Analytics.Core.Queries;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Alerts;

/// <summary>
/// Evaluates the alerts of all sites, then calls their webhooks, in one process at a time. An incident is written before its webhook is
/// called, so that a restart continues it; a delivery may be repeated, with the same id. A site whose rows are damaged or whose receiver
/// does not answer delays no other site. Safe for concurrent use.
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
    public const int MaxAttempts = AlertDeliveries.MaxAttempts;

    private readonly AlertDeliveries _deliveries = new(registry, sender, time);
    private readonly TableLease _lease = new(tables, "alerts", time);

    /// <summary>Evaluates and delivers once.</summary>
    /// <returns>The number of webhook calls; false if another process runs the round now.</returns>
    /// <exception cref="IOException">The storage does not answer now, or the lease was lost; the next round continues.</exception>
    /// <exception cref="TableCorruptException">Rows of some sites are damaged; the alerts of all others were evaluated.</exception>
    public async Task<(int Calls, bool HasRun)> RunAsync(CancellationToken cancellationToken)
    {
        var calls = 0;
        var hasRun = await _lease.TryRunAsync(async token => calls = await RunSitesAsync(token), cancellationToken);
        return (calls, hasRun);
    }

    private async Task<int> RunSitesAsync(CancellationToken cancellationToken)
    {
        var setAside = new SetAsideCounts(letters);
        var (due, damaged) = (new List<SiteDeliveries>(), new List<TableCorruptException>());
        await foreach (var (site, row) in registry.ReadSitesAsync(cancellationToken))
        {
            try
            {
                due.Add(await EvaluateAsync(site, row, setAside, cancellationToken));
            }
            catch (TableCorruptException exception)
            {
                // The site's alerts name the row and the remedy to its owner.
                damaged.Add(exception);
            }
        }

        var calls = await _deliveries.RunAsync(due, cancellationToken);
        return damaged.Count == 0
            ? calls
            : throw new TableCorruptException(
                $"The alerts of {damaged.Count} sites could not be evaluated; all others were. The first: {damaged[0].Message}",
                damaged[0]
            );
    }

    /// <summary>Evaluates the alerts of a site, and returns their histories.</summary>
    /// <exception cref="TableCorruptException">A row of the site is damaged.</exception>
    private async Task<SiteDeliveries> EvaluateAsync(
        string id,
        TableRow? row,
        SetAsideCounts setAside,
        CancellationToken cancellationToken
    )
    {
        var site = await sites.ReadAsync(id, cancellationToken);
        var alerts = site is null ? [] : await registry.ListAsync(site.Id, cancellationToken);
        if (site is null || alerts.Count == 0)
        {
            if (row is not null)
            {
                await registry.RemoveSiteAsync(row, cancellationToken);
            }

            return new(id, id, []);
        }

        var histories = new List<AlertDelivery>();
        foreach (var alert in alerts)
        {
            var (history, etag) = await registry.ReadHistoryAsync(site.Id, alert.Id, cancellationToken);
            var items = alert.Kind == AlertKind.SetAside ? await setAside.OfAsync(site.Id, cancellationToken) : 0;
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

            histories.Add(new(alert, history, etag));
        }

        return new(site.Id, site.Domain, histories);
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

    /// <summary>Returns the name of a kind in the API.</summary>
    public static string NameOf(AlertKind kind) => kind == AlertKind.SetAside ? "set_aside" : kind.ToString().ToLowerInvariant();

    /// <summary>The numbers of set aside items, which are counted once in a round, and only if an alert asks for them.</summary>
    private sealed class SetAsideCounts(DeadLetterList letters)
    {
        private DeadLetterCounts? _counts;

        public async ValueTask<long> OfAsync(string site, CancellationToken cancellationToken) =>
            (_counts ??= await letters.CountAsync(cancellationToken)).BySite.GetValueOrDefault(site);
    }
}
