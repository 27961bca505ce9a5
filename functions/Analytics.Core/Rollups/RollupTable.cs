using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>The rollups of a site as rows of the table. Thread-safe.</summary>
/// <param name="tables">The table port.</param>
public sealed class RollupTable(ITableStore tables)
{
    /// <summary>Reads one rollup, without rows if they are in segments; null if there is no row.</summary>
    /// <exception cref="TableCorruptException">The row is damaged.</exception>
    public async ValueTask<StoredRollup?> ReadAsync(string site, RollupPeriod period, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Rollups, site, period.RowKey, cancellationToken).ConfigureAwait(false);
        return row is null ? null : Decode(row, headOnly: false);
    }

    /// <summary>The ETag and the segments of a row, also of one whose rows cannot be read; null if there is none.</summary>
    internal async ValueTask<(string ETag, SegmentList? Segments)?> ReadRowAsync(string site, RollupPeriod period, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Rollups, site, period.RowKey, cancellationToken).ConfigureAwait(false);
        try
        {
            return row is null ? null : (row.ETag, RollupDecoder.DecodeHead(row.Head).Segments);
        }
        catch (InvalidDataException)
        {
            return (row!.ETag, null);
        }
    }

    /// <summary>Reads the rows of a segment.</summary>
    /// <param name="site">The site.</param>
    /// <param name="stored">The rollup that names it.</param>
    /// <param name="entry">The segment.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TableCorruptException">The segment is damaged or missing.</exception>
    /// <exception cref="IOException">The rollup was replaced long ago, and the segment with it; read it again.</exception>
    internal async ValueTask<Rollup> ReadSegmentAsync(string site, StoredRollup stored, SegmentEntry entry, CancellationToken cancellationToken)
    {
        var (period, bits) = (stored.Rollup.Period, stored.Rollup.Segments!.Bits);
        var content = new byte[entry.Bytes];
        var at = 0;
        for (var chunk = 0; chunk < entry.Chunks; chunk++)
        {
            var row = await tables.ReadAsync(TableNames.Rollups, site, SegmentKeys.Of(period, bits, entry, chunk), cancellationToken).ConfigureAwait(false);
            if (row is null || at + row.Body.Length > content.Length)
            {
                break;
            }

            row.Body.CopyTo(content.AsMemory(at));
            at += row.Body.Length;
        }

        var name = $"The segment {entry.Prefix} of the rollup '{period.RowKey}' of site '{site}'";
        if (at < content.Length)
        {
            var now = await tables.ReadAsync(TableNames.Rollups, site, period.RowKey, cancellationToken).ConfigureAwait(false);
            throw now?.ETag == stored.ETag
                ? new TableCorruptException($"{name} is not there. {TableRemedies.Of(TableNames.Rollups)}")
                : new IOException($"{name} was replaced while it was read; ask again.");
        }

        return StoredForm.Read(() => EncodedSegment.Open(entry, content), name, TableRemedies.Of(TableNames.Rollups));
    }

    /// <summary>A stored rollup as a part of another, whose segments are read as they are needed.</summary>
    internal IPartSource PartOf(string site, StoredRollup stored) => stored.Rollup.Segments is null
        ? new LoadedPart(stored.Rollup)
        : new SegmentedPart(stored.Rollup, (entry, token) => ReadSegmentAsync(site, stored, entry, token));

    /// <summary>Reads the rollups of a tier that start within a range of seconds, in order.</summary>
    /// <param name="site">The site.</param>
    /// <param name="tier">The tier.</param>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="headsOnly">Without rows: only counts and totals may be used.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TableCorruptException">A row is damaged.</exception>
    public IAsyncEnumerable<StoredRollup> ReadRangeAsync(
        string site, RollupTier tier, long from, long to, bool headsOnly, CancellationToken cancellationToken) =>
        ReadRangeAsync(site, tier, from, to, headsOnly, onDamage: null, cancellationToken);

    /// <summary>As the other, but goes on after damaged rows.</summary>
    /// <param name="site">The site.</param>
    /// <param name="tier">The tier.</param>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="headsOnly">Without rows: only counts and totals may be used.</param>
    /// <param name="onDamage">Is given each damaged row; null throws the error.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async IAsyncEnumerable<StoredRollup> ReadRangeAsync(
        string site,
        RollupTier tier,
        long from,
        long to,
        bool headsOnly,
        Func<TableRow, TableCorruptException, Task>? onDamage,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = RollupPeriod.Of(tier, from);
        var start = first.Start < from ? new(tier, first.End) : first;
        var last = RollupPeriod.Of(tier, to - 1);
        if (last.Start < start.Start)
        {
            yield break;
        }

        var rows = tables.ReadRangeAsync(
            TableNames.Rollups, site, start.RowKey, last.RowKey + "~", headsOnly, cancellationToken);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            StoredRollup? rollup = null;
            try
            {
                rollup = Decode(row, headsOnly);
            }
            catch (TableCorruptException reason) when (onDamage is not null)
            {
                await onDamage(row, reason).ConfigureAwait(false);
            }

            if (rollup is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>The periods of a tier's markers: rollups that must be built anew and are not to be read.</summary>
    public async ValueTask<HashSet<RollupPeriod>> StaleAsync(string site, CancellationToken cancellationToken)
    {
        var stale = new HashSet<RollupPeriod>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, "s|", "s}", headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            stale.Add(RollupPeriod.Parse(row.RowKey[2..]));
        }

        return stale;
    }

    /// <summary>The second of the first event that any hour rollup has, or null.</summary>
    internal async ValueTask<long?> FirstHourAsync(
        string site, Func<TableRow, TableCorruptException, Task> onDamage, CancellationToken cancellationToken)
    {
        await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, "h|", "h}", headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var head = Decode(row, headOnly: true);
                if (head.Rollup.EventCount > 0 || head.Rollup.Totals.Sum(TotalsMetric.Events) > 0)
                {
                    return head.Rollup.Period.Start;
                }
            }
            catch (TableCorruptException reason)
            {
                await onDamage(row, reason).ConfigureAwait(false);
            }
        }

        return null;
    }

    private static StoredRollup Decode(TableRow row, bool headOnly) => new(
        StoredForm.Read(
            () => headOnly ? RollupDecoder.DecodeHead(row.Head) : RollupDecoder.Decode(row.Head, row.Body),
            $"The rollup '{row.RowKey}' of site '{row.PartitionKey}'",
            TableRemedies.Of(TableNames.Rollups)),
        row.ETag);
}
