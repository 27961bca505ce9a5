using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Merges live blocks directly into small days. A small day is one row with the messages of each hour, instead of up to 24 rows of hours
/// and a day built from them. A day is stored either as a small day or by hours, never both. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// 10:05   blocks of 09                    day: 09
/// 11:05   blocks of 10, and a late one    day: 09, 10
/// 12:05   more than fits                  hours: 09, 10 (taken out of the day, with the ids of their events), and then 11; no day
/// later   midnight                        day built of its hours
/// </code>
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="clock">The time of notes.</param>
/// <param name="options">Bounds.</param>
internal sealed class SmallDays(ITableStore tables, TimeProvider clock, RollupOptions options)
{
    private readonly RollupTable _rollups = new(tables);
    private readonly PeriodBuilder _builder = new(options);

    /// <summary>Merges blocks into a day if it is small and stays small.</summary>
    /// <returns>The row to write, null if the day already has all blocks; and true if the day is stored by hours.</returns>
    /// <exception cref="TableCorruptException">The day is damaged, and there are no rows of its hours.</exception>
    public async ValueTask<(PeriodRow? Row, bool IsByHours)> MergeAsync(
        SiteBlocks blocks,
        RollupPeriod day,
        CancellationToken cancellationToken
    )
    {
        var stored = await ReadAsync(blocks.Site, day, cancellationToken);
        if (!await IsSmallAsync(blocks, day, stored, cancellationToken))
        {
            await SplitAsync(blocks.Site, day, stored, cancellationToken);
            return (null, IsByHours: true);
        }

        var missing = blocks
            .Of(day)
            .Where(block => stored?.Rollup.Inclusion.Contains(block.Period.Start, block.Included) != true)
            .ToList();
        if (missing.Count == 0 && (!blocks.IsDisplaced(day) || stored is null))
        {
            return (null, IsByHours: false);
        }

        List<IPartSource> parts =
        [
            .. missing.Select(block => new LoadedPart(block)),
            .. stored is { } row ? [new LoadedPart(row.Rollup)] : (IPartSource[])[],
        ];
        var hours = missing.Select(block => HourSet.HourOf(block.Period.Start)).ToHashSet();
        var built = await _builder.BuildAsync(day, parts, Complete, blocks.Untimed, new SegmentMemory(), cancellationToken);
        return built.Head.HasIds
            ? (new(built, built.Encoded.Write(day.RowKey, stored?.ETag), null), IsByHours: false)
            : throw new InvalidDataException(
                $"The day '{day.RowKey}' of site '{blocks.Site}' has few events but more than "
                    + $"{PeriodBuilder.MaxInPlace} bytes; it is kept by hours."
            );

        PartSums Complete(PartSums sums)
        {
            var included = sums.Hours ?? HourInclusion.None;
            foreach (var hour in hours)
            {
                included = included.With(hour, included[hour].UpTo(blocks.ReadUpTo));
            }

            return sums with
            {
                Hours = included,
                Included = included.All,
            };
        }
    }

    /// <summary>
    /// Writes rows of the hours of a small day, with the ids of their events, and deletes the day, in one transaction where it holds them:
    /// hours repeat the texts that they share, so together they may be larger than the day. Until the day is deleted, it is marked as
    /// stale, and hours that have rows stand for theirs. Does nothing if the day is stored by hours.
    /// </summary>
    /// <exception cref="IOException">The day changed meanwhile; try again.</exception>
    /// <exception cref="TableCorruptException">The day is damaged, and there are no rows of its hours.</exception>
    public async ValueTask SplitAsync(string site, RollupPeriod day, CancellationToken cancellationToken) =>
        await SplitAsync(site, day, await ReadAsync(site, day, cancellationToken), cancellationToken);

    private async ValueTask SplitAsync(string site, RollupPeriod day, StoredRollup? stored, CancellationToken cancellationToken)
    {
        if (stored is not { Rollup: { HasIds: true, Hours: not null } rollup } row)
        {
            return;
        }

        await StaleNote.WriteAsync(tables, site, [day], clock.GetUtcNow(), cancellationToken);
        var existing = new List<StoredRollup>();
        await foreach (var hour in _rollups.ReadRangeAsync(site, RollupTier.Hour, day.Start, day.End, headsOnly: true, cancellationToken))
        {
            existing.Add(hour);
        }

        // A job that replaces a day may have been interrupted between its hours: rows that it wrote have all events of their hours.
        var hours = DayParts
            .Of(row, hoursFirst: true, existing)
            .Where(part => part.Rollup.Period == day)
            .Select(part => part.Hours ?? rollup.Hours.Hours)
            .FirstOrDefault();
        var batch = new OperationBatch(TableOperation.Upsert(day.StaleKey, default));
        for (var hour = 0; hour < HourSet.Hours; hour++)
        {
            if (!hours.Contains(hour))
            {
                continue;
            }

            var part = new DayHour(rollup, hour);
            var built = await _builder.BuildAsync(
                part.Period,
                [new LoadedPart(part)],
                sums => sums,
                UntimedIds.None,
                new SegmentStore(tables, site, clock).Replacing(null),
                cancellationToken
            );
            await AddAsync(built.Encoded.Write(part.Period.RowKey, etag: null));
        }

        // Last: until then the day has all of its hours, and a roll-up that changes it meanwhile makes this operation fail.
        await AddAsync(TableOperation.Delete(day.RowKey, row.ETag));
        await CommitAsync();

        async ValueTask AddAsync(TableOperation operation)
        {
            if (!batch.TryAdd(operation))
            {
                await CommitAsync();
                batch.Clear();
                batch.TryAdd(operation);
            }
        }

        async ValueTask CommitAsync()
        {
            if (!(await tables.CommitAsync(TableNames.Rollups, site, batch.Operations, cancellationToken)).Committed)
            {
                throw new IOException(
                    $"The rollup '{day.RowKey}' of site '{site}' changed while it was split into hours; it will be tried again."
                );
            }
        }
    }

    /// <summary>Returns true if a day stays small with some blocks, and its hours have no rows.</summary>
    private async ValueTask<bool> IsSmallAsync(
        SiteBlocks blocks,
        RollupPeriod day,
        StoredRollup? stored,
        CancellationToken cancellationToken
    )
    {
        var events = blocks.Of(day).Sum(block => (long)block.EventCount) + (stored?.Rollup.EventCount ?? 0);
        if (events > options.EventsOfSmallDay || options.EventsOfSmallDay == 0)
        {
            return false;
        }

        return stored is { } row
            ? row.Rollup.HasIds && await tables.ReadAsync(TableNames.Rollups, blocks.Site, day.StaleKey, cancellationToken) is null
            : !await _rollups.HasHoursAsync(blocks.Site, day, cancellationToken);
    }

    /// <summary>Reads a stored day; null if there is none, or if it is damaged and not needed because its hours have rows.</summary>
    private async ValueTask<StoredRollup?> ReadAsync(string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        try
        {
            return await _rollups.ReadAsync(site, day, cancellationToken);
        }
        catch (TableCorruptException)
        {
            if (await _rollups.IsNeededAsync(site, day, cancellationToken))
            {
                throw;
            }

            return null;
        }
    }
}
