using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The rollups of a site for queries, without damaged ones. Thread-safe.</summary>
/// <param name="rollups">The rollups.</param>
/// <param name="damaged">Sets aside rows that cannot be read.</param>
/// <param name="site">The site.</param>
internal sealed class SiteRollups(RollupTable rollups, DamagedRows damaged, string site)
{
    /// <summary>Returns the stale periods: their rollups must be rebuilt and must not be read.</summary>
    public ValueTask<HashSet<RollupPeriod>> StaleAsync(CancellationToken cancellationToken) => rollups.StaleAsync(site, cancellationToken);

    /// <summary>Returns the rollups of a tier that start within a range of seconds, without rows, by their start.</summary>
    /// <exception cref="DamagedStatisticsException">A small day is damaged, and no smaller period has its events.</exception>
    public async ValueTask<SortedDictionary<long, StoredRollup>> HeadsAsync(
        RollupTier tier,
        long from,
        long to,
        CancellationToken cancellationToken
    )
    {
        var heads = new SortedDictionary<long, StoredRollup>();
        var rows = rollups.ReadRangeAsync(
            site,
            tier,
            from,
            to,
            headsOnly: true,
            (row, reason) => OnDamageAsync(tier, row, reason, cancellationToken),
            cancellationToken
        );
        await foreach (var head in rows)
        {
            if (!damaged.Has(site, head))
            {
                heads[head.Rollup.Period.Start] = head;
            }
            else if (head.Rollup.StandsAlone)
            {
                throw new DamagedStatisticsException(head.Rollup.Period.RowKey, site);
            }
        }

        return heads;
    }

    /// <summary>Sets aside a row whose head cannot be read.</summary>
    /// <exception cref="DamagedStatisticsException">It is a day, and no smaller period has its events.</exception>
    private async Task OnDamageAsync(RollupTier tier, TableRow row, TableCorruptException reason, CancellationToken cancellationToken)
    {
        await damaged.AddAsync(row, reason, cancellationToken);
        if (tier == RollupTier.Day && await rollups.IsNeededAsync(site, RollupPeriod.Parse(row.RowKey), cancellationToken))
        {
            throw new DamagedStatisticsException(row.RowKey, site, reason);
        }
    }

    /// <summary>Returns a text that stays the same while hours are only replaced by hours with the same events and further ones.</summary>
    public ValueTask<string?> RewriteMarkAsync(CancellationToken cancellationToken) => rollups.RewriteMarkAsync(site, cancellationToken);

    /// <summary>Returns the second of the first event of any hour; null without any.</summary>
    public ValueTask<long?> FirstHourAsync(CancellationToken cancellationToken) =>
        rollups.First.HourAsync(site, (row, reason) => damaged.AddAsync(row, reason, cancellationToken), cancellationToken);

    /// <summary>Returns the start of the first hour or day rollup, damaged or not, in a day or after it; null without any.</summary>
    public ValueTask<long?> FirstPeriodAsync(RollupPeriod day, CancellationToken cancellationToken) =>
        rollups.First.PeriodAsync(site, day, cancellationToken);

    /// <summary>Loads the current version of a rollup, with its rows unless they are in segments.</summary>
    /// <exception cref="ReplacedRollupException">It was removed meanwhile; choose again.</exception>
    /// <exception cref="DamagedRollupException">It cannot be read, and is set aside.</exception>
    public ValueTask<StoredRollup> LoadAsync(StoredRollup head, CancellationToken cancellationToken) =>
        ReadAsync(
            head,
            async () =>
                await rollups.ReadAsync(site, head.Rollup.Period, cancellationToken)
                ?? throw new ReplacedRollupException(head.Rollup.Period.RowKey, site),
            cancellationToken
        );

    /// <summary>Loads a rollup with its rows, if it is still the version of the head.</summary>
    /// <exception cref="ReplacedRollupException">It was replaced or removed meanwhile; choose again.</exception>
    /// <exception cref="DamagedRollupException">It cannot be read, and is set aside.</exception>
    public async ValueTask<Rollup> LoadSameAsync(StoredRollup head, CancellationToken cancellationToken)
    {
        var now = await LoadAsync(head, cancellationToken);
        return now.ETag == head.ETag ? now.Rollup : throw new ReplacedRollupException(head.Rollup.Period.RowKey, site);
    }

    /// <summary>Loads the rows of a segment.</summary>
    /// <exception cref="ReplacedRollupException">It was replaced or removed, and the segment with it; choose again.</exception>
    /// <exception cref="DamagedRollupException">It cannot be read; its rollup is set aside.</exception>
    public ValueTask<Rollup> LoadSegmentAsync(
        StoredRollup head,
        SegmentEntry entry,
        WantedColumns? wanted,
        CancellationToken cancellationToken
    ) => ReadAsync(head, () => rollups.ReadSegmentAsync(site, head, entry, wanted, cancellationToken), cancellationToken);

    /// <summary>Loads the rows of a segment's visitors near an edge of its period.</summary>
    /// <exception cref="ReplacedRollupException">It was replaced or removed, and the segment with it; choose again.</exception>
    /// <exception cref="DamagedRollupException">It cannot be read; its rollup is set aside.</exception>
    public ValueTask<Rollup> LoadEdgesAsync(StoredRollup head, SegmentEntry entry, CancellationToken cancellationToken) =>
        ReadAsync(head, () => rollups.ReadEdgesAsync(site, head, entry, cancellationToken), cancellationToken);

    /// <summary>Loads the wanted rows, without sums, of at least some visitors of a rollup.</summary>
    /// <exception cref="ReplacedRollupException">It was replaced or removed meanwhile; choose again.</exception>
    /// <exception cref="DamagedRollupException">It cannot be read, and is set aside.</exception>
    public async ValueTask<IReadOnlyList<IRollupPart>> LoadAsync(
        StoredRollup head,
        VisitorRange visitors,
        CancellationToken cancellationToken
    )
    {
        if (head.Rollup.Segments is not { } segments)
        {
            return [head.PartOf(await LoadSameAsync(head, cancellationToken))];
        }

        var loaded = new List<IRollupPart>();
        foreach (var entry in segments.Entries.Where(entry => segments.RangeOf(entry).Overlaps(visitors)))
        {
            loaded.Add(head.PartOf(await LoadSegmentAsync(head, entry, wanted: null, cancellationToken)));
        }

        return loaded;
    }

    /// <summary>Returns live blocks without the events whose ids are already in a day's separate id rows.</summary>
    /// <exception cref="DamagedStatisticsException">The ids cannot be read; the day is set aside.</exception>
    public ValueTask<IReadOnlyList<IRollupPart>> UnknownAsync(
        StoredRollup day,
        IReadOnlyList<IRollupPart> blocks,
        CancellationToken cancellationToken
    ) => ReadAsync(day, () => rollups.UnknownAsync(site, day.Rollup, blocks, cancellationToken), cancellationToken);

    private async ValueTask<T> ReadAsync<T>(StoredRollup head, Func<ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (TableCorruptException reason)
        {
            await damaged.AddAsync(site, head, reason, cancellationToken);
            throw head.Rollup.StandsAlone
                ? new DamagedStatisticsException(head.Rollup.Period.RowKey, site, reason)
                : new DamagedRollupException(head.Rollup.Period.RowKey);
        }
    }
}
