using Analytics.Core.Bytes;
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
    /// <summary>Finds the first rollups.</summary>
    internal FirstRollups First { get; } = new(tables);

    /// <summary>Reads one rollup, without rows if they are in segments; null if there is no row.</summary>
    /// <exception cref="TableCorruptException">The row is damaged.</exception>
    public async ValueTask<StoredRollup?> ReadAsync(string site, RollupPeriod period, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Rollups, site, period.RowKey, cancellationToken);
        return row is null ? null : Decode(row, headOnly: false);
    }

    /// <summary>Reads the ETag of a row and its decoded head, which is null if it cannot be read; null if there is no row.</summary>
    internal async ValueTask<(string ETag, Rollup? Head)?> ReadRowAsync(
        string site,
        RollupPeriod period,
        CancellationToken cancellationToken
    )
    {
        var row = await tables.ReadAsync(TableNames.Rollups, site, period.RowKey, cancellationToken);
        return row is null ? null : (row.ETag, RollupDecoder.TryDecodeHead(row.Head));
    }

    /// <summary>Reads the mark that changes when hours of a site are rewritten; null if none ever was.</summary>
    internal ValueTask<string?> RewriteMarkAsync(string site, CancellationToken cancellationToken) =>
        RewriteMark.ReadAsync(tables, site, cancellationToken);

    /// <summary>Returns live blocks without the events whose ids a day stores separately from its rows.</summary>
    /// <exception cref="TableCorruptException">The ids are damaged or missing.</exception>
    internal ValueTask<IReadOnlyList<IRollupPart>> UnknownAsync(
        string site,
        Rollup day,
        IReadOnlyList<IRollupPart> blocks,
        CancellationToken cancellationToken
    ) => new DayIds(tables, site).UnknownAsync(day.Period, day.Ids!, blocks, cancellationToken);

    /// <summary>Returns true if any hour of a day has a row.</summary>
    internal async ValueTask<bool> HasHoursAsync(string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        var (first, end) = (new RollupPeriod(RollupTier.Hour, day.Start).RowKey, new RollupPeriod(RollupTier.Hour, day.End).RowKey);
        await foreach (var _ in tables.ReadRangeAsync(TableNames.Rollups, site, first, end, headsOnly: true, cancellationToken))
        {
            return true;
        }

        return false;
    }

    /// <summary>
    /// Returns true if a damaged day is the only row of its events: according to its head, or if the head cannot be read and its hours
    /// have no rows or only rows of late events.
    /// </summary>
    internal async ValueTask<bool> IsNeededAsync(string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        var row = await tables.ReadReadableAsync(TableNames.Rollups, site, day.RowKey, cancellationToken);
        return row is not null
            && (
                RollupDecoder.TryDecodeHead(row.Head) is { } head
                    ? head.StandsAlone
                    : !await HasAllHoursAsync(site, day, cancellationToken)
            );
    }

    private async ValueTask<bool> HasAllHoursAsync(string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        var any = false;
        await foreach (var hour in ReadRangeAsync(site, RollupTier.Hour, day.Start, day.End, headsOnly: true, cancellationToken))
        {
            any = true;
            if (hour.Rollup.Included.Partitions.Any(partition => hour.Rollup.Included.Ranges(partition)[0].First > 0))
            {
                return false;
            }
        }

        return any;
    }

    /// <summary>Reads the rows of a segment.</summary>
    /// <param name="site">The site.</param>
    /// <param name="stored">The rollup with the segment.</param>
    /// <param name="entry">The segment.</param>
    /// <param name="wanted">The columns to read; others may be read too. Null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TableCorruptException">The segment is damaged or missing.</exception>
    /// <exception cref="ReplacedRollupException">The rollup was replaced or removed, and its segments deleted; read it again.</exception>
    internal ValueTask<Rollup> ReadSegmentAsync(
        string site,
        StoredRollup stored,
        SegmentEntry entry,
        WantedColumns? wanted,
        CancellationToken cancellationToken
    ) =>
        OpenAsync(
            site,
            stored,
            entry,
            async () =>
                entry.Chunks == 0
                    ? await ReadPartsAsync(
                        site,
                        SegmentKeys.Of(stored.Rollup.Period, stored.Rollup.Segments!.Bits, entry, 0),
                        wanted,
                        cancellationToken
                    )
                    : await ReadChunksAsync(site, stored, entry, cancellationToken),
            cancellationToken,
            rows =>
                (rows.VisitorCount, rows.VisitCount, rows.EventCount) == (entry.Visitors, entry.Visits, entry.Events)
                    ? rows
                    : throw new InvalidDataException(
                        $"It has {rows.EventCount} events of {rows.VisitorCount} visitors, "
                            + $"but its rollup says {entry.Events} of {entry.Visitors}."
                    )
        );

    /// <summary>Reads the rows of a segment's visitors near an edge of the period.</summary>
    /// <param name="site">The site.</param>
    /// <param name="stored">The rollup with the segment.</param>
    /// <param name="entry">The segment.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TableCorruptException">The segment is damaged or missing.</exception>
    /// <exception cref="ReplacedRollupException">The rollup was replaced or removed, and its segments deleted; read it again.</exception>
    internal ValueTask<Rollup> ReadEdgesAsync(string site, StoredRollup stored, SegmentEntry entry, CancellationToken cancellationToken) =>
        OpenAsync(
            site,
            stored,
            entry,
            async () =>
            {
                if (entry.Chunks > 0)
                {
                    return await ReadChunksAsync(site, stored, entry, cancellationToken) is { } rows
                        ? PeriodEdges.Extract(rows, PeriodEdges.Near(rows, rows.Period.Start, rows.Period.End))
                        : null;
                }

                var key = SegmentKeys.Of(stored.Rollup.Period, stored.Rollup.Segments!.Bits, entry, 0);
                var row = await tables.ReadAsync(TableNames.Rollups, site, key, [SegmentParts.Edges], cancellationToken);
                return row is null || !row.Parts.TryGetValue(SegmentParts.Edges, out var part) ? null : SegmentParts.OpenEdges(part);
            },
            cancellationToken
        );

    private async ValueTask<Rollup> OpenAsync(
        string site,
        StoredRollup stored,
        SegmentEntry entry,
        Func<Task<Rollup?>> read,
        CancellationToken cancellationToken,
        Func<Rollup, Rollup>? check = null
    )
    {
        var period = stored.Rollup.Period;
        var name = $"The segment {entry.Prefix} of the rollup '{period.RowKey}' of site '{site}'";
        try
        {
            if (await read() is { } rows)
            {
                return check?.Invoke(rows) ?? rows;
            }
        }
        catch (InvalidDataException exception)
        {
            throw new TableCorruptException($"{name} is damaged: {exception.Message} {TableRemedies.Of(TableNames.Rollups)}", exception);
        }

        var now = await tables.ReadAsync(TableNames.Rollups, site, period.RowKey, cancellationToken);
        throw now?.ETag == stored.ETag
            ? new TableCorruptException($"{name} is not there. {TableRemedies.Of(TableNames.Rollups)}")
            : new ReplacedRollupException(period.RowKey, site);
    }

    private async Task<Rollup?> ReadPartsAsync(string site, string key, WantedColumns? wanted, CancellationToken cancellationToken)
    {
        // If the columns are not known, the directory is read first.
        var names = wanted is null ? [SegmentParts.Directory] : SegmentParts.NamesOf(wanted);
        var row = await tables.ReadAsync(TableNames.Rollups, site, key, names, cancellationToken);
        if (row is null || !row.Parts.TryGetValue(SegmentParts.Directory, out var part))
        {
            return null;
        }

        var directory = SegmentParts.OpenDirectory(part);
        var parts = row.Parts;
        List<string> missing = [.. SegmentParts.NamesOf(directory, wanted).Where(name => !parts.ContainsKey(name))];
        if (missing.Count > 0)
        {
            // Segments never change, so both reads see the same content.
            var lacking = await tables.ReadAsync(TableNames.Rollups, site, key, missing, cancellationToken);
            if (lacking is null)
            {
                return null;
            }

            parts = parts.Concat(lacking.Parts).ToDictionary(StringComparer.Ordinal);
        }

        foreach (var name in SegmentParts.NamesOf(directory, wanted))
        {
            if (!parts.ContainsKey(name))
            {
                throw new InvalidDataException($"Its part '{name}' is not there.");
            }
        }

        var source = new ByteSource(row.Head.Span);
        source.Varint();
        return SegmentParts.Open(row.Head[(row.Head.Length - source.Remaining)..], directory, parts);
    }

    private async Task<Rollup?> ReadChunksAsync(string site, StoredRollup stored, SegmentEntry entry, CancellationToken cancellationToken)
    {
        var content = new byte[entry.Bytes];
        var index = 0;
        for (var chunk = 0; chunk < entry.Chunks; chunk++)
        {
            var key = SegmentKeys.Of(stored.Rollup.Period, stored.Rollup.Segments!.Bits, entry, chunk);
            var row = await tables.ReadAsync(TableNames.Rollups, site, key, cancellationToken);
            if (row is null)
            {
                return null;
            }

            if (index + row.Body.Length > content.Length)
            {
                throw new InvalidDataException($"Its chunks should have {content.Length} bytes but have more.");
            }

            row.Body.CopyTo(content.AsMemory(index));
            index += row.Body.Length;
        }

        return index == content.Length
            ? EncodedSegment.OpenContent(content)
            : throw new InvalidDataException($"Its chunks should have {content.Length} bytes but have {index}.");
    }

    /// <summary>Returns a stored rollup as a part of another, whose segments are read on demand.</summary>
    internal IPartSource PartOf(string site, StoredRollup stored) =>
        stored.Rollup.Segments is not { } segments
            ? new LoadedPart(stored.Head)
            : new SegmentedPart(
                stored.Head,
                segments,
                async (entry, token) => stored.PartOf(await ReadSegmentAsync(site, stored, entry, wanted: null, token))
            );

    /// <summary>Reads the rollups of a tier that start within a range of seconds, in order.</summary>
    /// <param name="site">The site.</param>
    /// <param name="tier">The tier.</param>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="headsOnly">Without rows: only counts and totals may be used.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TableCorruptException">A row is damaged.</exception>
    public IAsyncEnumerable<StoredRollup> ReadRangeAsync(
        string site,
        RollupTier tier,
        long from,
        long to,
        bool headsOnly,
        CancellationToken cancellationToken
    ) => ReadRangeAsync(site, tier, from, to, headsOnly, onDamage: null, cancellationToken);

    /// <summary>Reads the rollups of a tier that start within a range of seconds, in order, and continues after damaged rows.</summary>
    /// <param name="site">The site.</param>
    /// <param name="tier">The tier.</param>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="headsOnly">Without rows: only counts and totals may be used.</param>
    /// <param name="onDamage">Called for each damaged row; null to throw instead.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async IAsyncEnumerable<StoredRollup> ReadRangeAsync(
        string site,
        RollupTier tier,
        long from,
        long to,
        bool headsOnly,
        Func<TableRow, TableCorruptException, Task>? onDamage,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var first = RollupPeriod.Of(tier, from);
        var start = first.Start < from ? new(tier, first.End) : first;
        var last = RollupPeriod.Of(tier, to - 1);
        if (last.Start < start.Start)
        {
            yield break;
        }

        var rows = tables.ReadRangeAsync(TableNames.Rollups, site, start.RowKey, last.RowKey + "~", headsOnly, cancellationToken);
        await foreach (var row in rows)
        {
            StoredRollup? rollup = null;
            try
            {
                rollup = Decode(row, headsOnly);
            }
            catch (TableCorruptException reason) when (onDamage is not null)
            {
                await onDamage(row, reason);
            }

            if (rollup is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>Reads the periods with markers: rollups that must be rebuilt and must not be read.</summary>
    public async ValueTask<HashSet<RollupPeriod>> StaleAsync(string site, CancellationToken cancellationToken)
    {
        var stale = new HashSet<RollupPeriod>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, "s|", "s}", headsOnly: true, cancellationToken))
        {
            stale.Add(RollupPeriod.Parse(row.RowKey[2..]));
        }

        return stale;
    }

    internal static StoredRollup Decode(TableRow row, bool headOnly) =>
        new(
            StoredForm.Read(
                () => headOnly ? RollupDecoder.DecodeHead(row.Head) : RollupDecoder.Decode(row.Head, row.Body),
                $"The rollup '{row.RowKey}' of site '{row.PartitionKey}'",
                TableRemedies.Of(TableNames.Rollups)
            ),
            row.ETag
        );
}
