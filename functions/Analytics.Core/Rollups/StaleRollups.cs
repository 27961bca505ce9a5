using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Builds the days and months that are marked stale: days of closed days from their hours, months of closed months from their days. A rollup that
/// changes meanwhile keeps its marker and is built by the next run. Not thread-safe; use one per instance.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">Decides which days and months are closed.</param>
/// <param name="options">Bounds.</param>
public sealed class StaleRollups(ITableStore tables, TimeProvider clock, RollupOptions options)
{
    private readonly RollupTable _rollups = new(tables);
    private readonly RollupWriter _writer = new(options);

    /// <summary>Builds what can be built now.</summary>
    /// <returns>How many rows were written.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var built = 0;
        foreach (var tier in (RollupTier[])[RollupTier.Day, RollupTier.Month])
        {
            foreach (var note in await StaleNote.ReadAsync(tables, tier, cancellationToken).ConfigureAwait(false))
            {
                if (note.Period.End <= clock.GetUtcNow().ToUnixTimeSeconds())
                {
                    built += await BuildAsync(note, cancellationToken).ConfigureAwait(false) ? 1 : 0;
                }
            }
        }

        return built;
    }

    private async Task<bool> BuildAsync(StaleNote note, CancellationToken cancellationToken)
    {
        var period = note.Period;
        var marker = await tables.ReadAsync(TableNames.Rollups, note.Site, period.StaleKey, cancellationToken).ConfigureAwait(false);
        if (marker is null)
        {
            if (clock.GetUtcNow() - note.Written > options.KeepOrphanedNotes)
            {
                await note.DeleteAsync(tables, cancellationToken).ConfigureAwait(false);
            }

            return false;
        }

        if (period.Tier == RollupTier.Month && await HasStaleDaysAsync(note.Site, period, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var parts = new List<Rollup>();
        var below = period.Tier == RollupTier.Month ? RollupTier.Day : RollupTier.Hour;
        await foreach (var part in _rollups.ReadRangeAsync(note.Site, below, period.Start, period.End, headsOnly: false, cancellationToken).ConfigureAwait(false))
        {
            parts.Add(part.Rollup);
        }

        var stored = await tables.ReadAsync(TableNames.Rollups, note.Site, period.RowKey, cancellationToken).ConfigureAwait(false);
        var operations = new List<TableOperation> { TableOperation.Delete(period.StaleKey, marker.ETag) };
        if (parts.Count > 0)
        {
            var encoded = _writer.Merge(period, parts, rollup => rollup.Included);
            operations.Add(stored is null
                ? TableOperation.Insert(period.RowKey, encoded.Body, encoded.Head)
                : TableOperation.Replace(period.RowKey, encoded.Body, stored.ETag, encoded.Head));
        }
        else if (stored is not null)
        {
            operations.Add(TableOperation.Delete(period.RowKey, stored.ETag));
        }

        var commit = await tables.CommitAsync(TableNames.Rollups, note.Site, operations, cancellationToken).ConfigureAwait(false);
        if (commit.Committed)
        {
            await note.DeleteAsync(tables, cancellationToken).ConfigureAwait(false);
        }

        return commit.Committed;
    }

    private async Task<bool> HasStaleDaysAsync(string site, RollupPeriod month, CancellationToken cancellationToken)
    {
        var first = new RollupPeriod(RollupTier.Day, month.Start).StaleKey;
        var end = new RollupPeriod(RollupTier.Day, month.End).StaleKey;
        await foreach (var _ in tables.ReadRangeAsync(TableNames.Rollups, site, first, end, headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }
}
