using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The rollups of a site as queries read them: without those that are damaged. Thread-safe.</summary>
/// <param name="rollups">The rollups.</param>
/// <param name="damaged">Keeps what cannot be read.</param>
/// <param name="site">The site.</param>
internal sealed class SiteRollups(RollupTable rollups, DamagedRows damaged, string site)
{
    /// <summary>The periods of markers: rollups that must be built again and are not to be read.</summary>
    public ValueTask<HashSet<RollupPeriod>> StaleAsync(CancellationToken cancellationToken) => rollups.StaleAsync(site, cancellationToken);

    /// <summary>The rollups of a tier that start within a range of seconds, by their start, without rows.</summary>
    public async ValueTask<SortedDictionary<long, StoredRollup>> HeadsAsync(RollupTier tier, long from, long to, CancellationToken cancellationToken)
    {
        var heads = new SortedDictionary<long, StoredRollup>();
        var read = rollups.ReadRangeAsync(
            site, tier, from, to, headsOnly: true, (row, reason) => damaged.AddAsync(row, reason, cancellationToken), cancellationToken);
        await foreach (var head in read.ConfigureAwait(false))
        {
            if (!damaged.Has(site, head))
            {
                heads[head.Rollup.Period.Start] = head;
            }
        }

        return heads;
    }

    /// <summary>The second of the first event that any hour has, or null.</summary>
    public ValueTask<long?> FirstHourAsync(CancellationToken cancellationToken) =>
        rollups.FirstHourAsync(site, (row, reason) => damaged.AddAsync(row, reason, cancellationToken), cancellationToken);

    /// <summary>A rollup with its rows, as it is now.</summary>
    /// <exception cref="IOException">It was removed meanwhile; ask again.</exception>
    /// <exception cref="DamagedRollupException">It cannot be read, and is set aside.</exception>
    public async ValueTask<StoredRollup> LoadAsync(StoredRollup head, CancellationToken cancellationToken)
    {
        var period = head.Rollup.Period;
        try
        {
            return await rollups.ReadAsync(site, period, cancellationToken).ConfigureAwait(false)
                ?? throw new IOException($"The rollup '{period.RowKey}' of site '{site}' was removed while a query read it; ask again.");
        }
        catch (TableCorruptException reason)
        {
            await damaged.AddAsync(site, head, reason, cancellationToken).ConfigureAwait(false);
            throw new DamagedRollupException(period.RowKey);
        }
    }
}
