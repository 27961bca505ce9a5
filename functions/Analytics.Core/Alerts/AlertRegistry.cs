using System.Text.Json.Serialization;
using Analytics.Core.Definitions;
using Analytics.Core.Tables;

namespace Analytics.Core.Alerts;

/// <summary>The alerts of sites with their last incidents. Safe for concurrent use.</summary>
/// <remarks>
/// Alert 1 is the row <c>alert|0000000001</c> in the site's partition of table <c>sites</c>, and its incidents are the row
/// <c>incident|0000000001</c>. A row in partition <c>alerts</c> of table <c>control</c> names each site that has or had alerts; it is
/// written before the alert, and a round removes it where none is left.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock that expires cached definitions.</param>
public sealed class AlertRegistry(ITableStore tables, TimeProvider time) : IDefinitionUsers<GoalRename>, IDefinitionUsers<GoalChange>
{
    /// <summary>The most alerts of a site.</summary>
    public const int MaxAlerts = 20;

    private const string IndexPartition = "alerts";

    private readonly DefinitionTable<Alert> _alerts = new(tables, time, new("alert", "alerts", MaxAlerts, AlertJson.Default.Alert));

    /// <summary>Returns a site's alerts.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public ValueTask<IReadOnlyList<Alert>> ListAsync(string site, CancellationToken cancellationToken) =>
        _alerts.ListAsync(site, cancellationToken);

    /// <summary>Adds an alert.</summary>
    /// <returns>The alert with its id.</returns>
    /// <exception cref="DefinitionException">The site has as many as it may have.</exception>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<Alert> AddAsync(string site, Alert alert, CancellationToken cancellationToken)
    {
        await tables.CommitAsync(TableNames.Control, IndexPartition, [TableOperation.Upsert(site, default)], cancellationToken);
        return (await _alerts.ChangeAsync(site, _ => DefinitionChange<Alert>.Add(alert), cancellationToken))!;
    }

    /// <summary>Replaces an alert. Its secret and its incidents stay.</summary>
    /// <returns>The alert; null if there is none with the id.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public ValueTask<Alert?> ReplaceAsync(string site, string id, Alert alert, CancellationToken cancellationToken) =>
        _alerts.ChangeAsync(
            site,
            all =>
                all.FirstOrDefault(stored => stored.Id == id) is { } stored
                    ? DefinitionChange<Alert>.Replace(alert with { Id = id, Secret = stored.Secret })
                    : DefinitionChange<Alert>.None,
            cancellationToken
        );

    /// <summary>Deletes an alert with its incidents.</summary>
    /// <returns>False if there is none with the id.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<bool> DeleteAsync(string site, string id, CancellationToken cancellationToken)
    {
        if (!await _alerts.DeleteAsync(site, id, cancellationToken))
        {
            return false;
        }

        // Written first, because a row that is damaged can't be read for its deletion. A round that read it before writes it no more.
        var row = HistoryKey(id);
        var written = await tables.CommitAsync(TableNames.Sites, site, [TableOperation.Upsert(row, default)], cancellationToken);
        await tables.CommitAsync(TableNames.Sites, site, [TableOperation.Delete(row, written.ETags![0])], cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<DefinitionUses> ReadUsesAsync(string site, GoalRename change, CancellationToken cancellationToken)
    {
        var (users, operations) = await _alerts.ReplaceAsync(
            site,
            alert => alert.Goal == change.Name ? alert with { Goal = change.NewName } : null,
            cancellationToken
        );
        return new([.. users.Select(NameOf)], operations);
    }

    /// <summary>Reads the alerts whose metric the goal would no longer have.</summary>
    /// <inheritdoc cref="IDefinitionUsers{TChange}.ReadUsesAsync"/>
    public async ValueTask<DefinitionUses> ReadUsesAsync(string site, GoalChange change, CancellationToken cancellationToken)
    {
        var left = AlertMetrics.Of(change.After);
        var (losing, operations) = await _alerts.ReplaceAsync(
            site,
            alert =>
                alert.Goal == change.Before.DisplayName && AlertMetrics.Has(alert.Kind) && !left.Contains(alert.Metric) ? alert : null,
            cancellationToken
        );
        return new([.. losing.Select(NameOf)], operations);
    }

    /// <summary>Returns the last incidents of an alert.</summary>
    /// <returns>The incidents, and the ETag of their row; null without one.</returns>
    /// <exception cref="TableCorruptException">Their row is damaged; the message names the remedy.</exception>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<(AlertHistory History, string? ETag)> ReadHistoryAsync(
        string site,
        string id,
        CancellationToken cancellationToken
    )
    {
        var name = $"The row '{HistoryKey(id)}' of site '{site}' (table {TableNames.Sites})";
        var remedy = $"Delete alert {id} and make it again: its past is lost.";
        try
        {
            return await tables.ReadAsync(TableNames.Sites, site, HistoryKey(id), cancellationToken) is { } row
                ? (StoredForm.ReadJson(row.Body, AlertJson.Default.AlertHistory, name, remedy), row.ETag)
                : (AlertHistory.Empty, null);
        }
        catch (TableCorruptException exception) when (exception.RowKey is not null)
        {
            throw StoredForm.Corrupt(name, "Its checksum is wrong.", remedy, exception);
        }
    }

    /// <summary>Writes the incidents of an alert if no other process wrote them since the ETag.</summary>
    /// <returns>The new ETag; null if another process wrote them.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<string?> WriteHistoryAsync(
        string site,
        string id,
        AlertHistory history,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        var body = StoredForm.WriteJson(history, AlertJson.Default.AlertHistory);
        var operation = etag is null ? TableOperation.Insert(HistoryKey(id), body) : TableOperation.Replace(HistoryKey(id), body, etag);
        var commit = await tables.CommitAsync(TableNames.Sites, site, [operation], cancellationToken);
        return commit.Committed ? commit.ETags![0] : null;
    }

    /// <summary>Reads the ids of the sites that have or had alerts, with their rows; null for a row that is damaged.</summary>
    internal IAsyncEnumerable<(string Site, TableRow? Row)> ReadSitesAsync(CancellationToken cancellationToken) =>
        tables.ReadAroundDamageAsync(TableNames.Control, IndexPartition, string.Empty, null, headsOnly: true, cancellationToken);

    /// <summary>Removes a site from the index of sites with alerts, unless an alert was added since the row was read.</summary>
    internal async ValueTask RemoveSiteAsync(TableRow site, CancellationToken cancellationToken) =>
        await tables.CommitAsync(TableNames.Control, IndexPartition, [TableOperation.Delete(site.RowKey, site.ETag)], cancellationToken);

    /// <summary>Drops the cached alerts of a site. Call it after the site was deleted.</summary>
    /// <param name="site">The site's domain.</param>
    public void Forget(string site) => _alerts.Forget(site);

    private static string NameOf(Alert alert) => $"alert '{alert.Name}' (id {alert.Id})";

    private static string HistoryKey(string id) => DefinitionKey.Of("incident", id);
}

/// <summary>The stored form of alerts. Names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(AlertHistory))]
internal sealed partial class AlertJson : JsonSerializerContext;
