using Analytics.Core.DeadLetters;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Writes the hour rollups and small days of a site: merges live blocks into them, several rows a transaction, with markers that make the
/// day and month above stale. An hour that cannot be merged is set aside, and the others continue. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The time of notes and letters.</param>
/// <param name="options">Bounds.</param>
internal sealed class HourWriter(ITableStore tables, TimeProvider clock, RollupOptions options)
{
    private const int Attempts = 4;

    // At most two markers an hour, and some reserve.
    private const int MaxHourRows = TableLimits.MaxOperations - 4;

    private readonly RollupTable _rollups = new(tables);
    private readonly PeriodBuilder _builder = new(options);
    private readonly SmallDays _days = new(tables, clock, options);
    private readonly MarkedMonths _months = new(clock);
    private readonly EventIdTable _ids = new(tables);
    private readonly SetAsideHours _setAside = new(tables, clock);

    /// <summary>Writes the hours of a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="hours">The live blocks by the start of their hour.</param>
    /// <param name="readUpTo">
    /// Sequence number up to which each partition was read; with these blocks, the rollups include everything up to it.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Number of rows written; 0 if an interrupted run has already written them.</returns>
    /// <exception cref="IOException">The storage does not answer, or the rows changed again and again; try again later.</exception>
    public async Task<int> WriteAsync(
        string site,
        IReadOnlyDictionary<long, List<IRollupPart>> hours,
        IReadOnlyDictionary<int, long> readUpTo,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await WriteHoursAsync(site, hours, readUpTo, cancellationToken);
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            foreach (var (hour, blocks) in hours)
            {
                await _setAside.AddAsync(DeadLetterStage.RollUp, site, new(RollupTier.Hour, hour), blocks, exception, cancellationToken);
            }

            return 0;
        }
    }

    private async Task<int> WriteHoursAsync(
        string site,
        IReadOnlyDictionary<long, List<IRollupPart>> hours,
        IReadOnlyDictionary<int, long> readUpTo,
        CancellationToken cancellationToken
    )
    {
        var blocks = new SiteBlocks(site, hours, readUpTo, await ResolveIdsAsync(site, hours, cancellationToken));
        var pending = new Queue<RollupPeriod>(blocks.Changed.Select(DayOf).Distinct());
        await RecordAsync(site, pending, cancellationToken);
        var written = 0;
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            var (taken, rows) = await MergeAsync(blocks, pending, cancellationToken);
            if (rows.Count == 0)
            {
                attempt = 0;
                continue;
            }

            var above = rows.SelectMany(row => LongerPeriods(row.Built.Head.Period))
                .Distinct()
                .Where(period => !_months.Has(site, period))
                .ToList();
            var commit = await tables.CommitAsync(
                TableNames.Rollups,
                site,
                [.. rows.Select(row => row.Operation), .. above.Select(period => TableOperation.Upsert(period.StaleKey, default))],
                cancellationToken
            );
            if (commit.Committed)
            {
                attempt = 0;
                written += rows.Count;
                above.ForEach(period => _months.Add(site, period));
                foreach (var row in rows)
                {
                    await new SegmentStore(tables, site, clock).SweepAsync(
                        row.Built.Head.Period,
                        row.Built.Head,
                        row.Replaced,
                        cancellationToken
                    );
                }
            }
            else if (attempt == Attempts)
            {
                throw new IOException(
                    $"The rollup '{commit.ConflictingRowKey}' of site '{site}' changed {Attempts} times while it was being "
                        + "written; it will be tried again."
                );
            }
            else
            {
                // Another process may have merged hours into a small day, or split a small day into hours.
                pending = new(taken.Concat(pending).Select(period => DayOf(period.Start)).Distinct());
            }
        }

        return written;
    }

    private Task RecordAsync(string site, IEnumerable<RollupPeriod> periods, CancellationToken cancellationToken) =>
        StaleNote.WriteAsync(
            tables,
            site,
            periods.SelectMany(LongerPeriods).Where(period => !_months.Has(site, period)).ToHashSet(),
            clock.GetUtcNow(),
            cancellationToken
        );

    /// <summary>
    /// Decides which repetitions of ids without a timestamp are dropped, and stores those that count. They are stored before the hours:
    /// after an interruption, an event finds its own id, which is no repetition.
    /// </summary>
    private async Task<UntimedIds> ResolveIdsAsync(
        string site,
        IReadOnlyDictionary<long, List<IRollupPart>> hours,
        CancellationToken cancellationToken
    )
    {
        var found = UntimedIds.Of(hours.Values.SelectMany(parts => parts));
        if (found.Count == 0)
        {
            return UntimedIds.None;
        }

        var untimed = UntimedIds.Resolve(await _ids.ReadAsync(site, found, _setAside.AddAsync, cache: null, cancellationToken), found);
        await _ids.UpdateAsync(site, untimed.Added, untimed.Displaced, cancellationToken);
        return untimed;
    }

    /// <summary>Merges periods from the queue until they fill a transaction.</summary>
    private async Task<(List<RollupPeriod> Taken, List<PeriodRow> Rows)> MergeAsync(
        SiteBlocks blocks,
        Queue<RollupPeriod> pending,
        CancellationToken cancellationToken
    )
    {
        var (taken, rows, batch) = (new List<RollupPeriod>(), new List<PeriodRow>(), new OperationBatch());
        while (pending.TryPeek(out var period) && rows.Count * 3 < MaxHourRows)
        {
            var row = await MergeOrSetAsideAsync(blocks, period, pending, cancellationToken);
            if (row is not null)
            {
                if (!batch.TryAdd(row.Operation))
                {
                    break;
                }

                rows.Add(row);
            }

            taken.Add(pending.Dequeue());
        }

        return (taken, rows);
    }

    /// <summary>
    /// Merges a period. A day that is stored by hours adds its hours to the queue. A small day that cannot be merged is split, so that
    /// only its unmergeable hours are set aside.
    /// </summary>
    private async Task<PeriodRow?> MergeOrSetAsideAsync(
        SiteBlocks blocks,
        RollupPeriod period,
        Queue<RollupPeriod> pending,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (period.Tier == RollupTier.Hour)
            {
                return await MergeHourAsync(blocks, period, cancellationToken);
            }

            var (row, isByHours) = await MergeDayAsync(blocks, period, cancellationToken);
            if (isByHours)
            {
                var hours = blocks.ChangedIn(period).ToList();
                await RecordAsync(blocks.Site, hours, cancellationToken);
                hours.ForEach(pending.Enqueue);
            }

            return row;
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            await _setAside.AddAsync(DeadLetterStage.RollUp, blocks.Site, period, [.. blocks.Of(period)], exception, cancellationToken);
            return null;
        }
    }

    private async Task<(PeriodRow? Row, bool IsByHours)> MergeDayAsync(
        SiteBlocks blocks,
        RollupPeriod day,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _days.MergeAsync(blocks, day, cancellationToken);
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            await _days.SplitAsync(blocks.Site, day, cancellationToken);
            return (null, IsByHours: true);
        }
    }

    private async Task<PeriodRow?> MergeHourAsync(SiteBlocks blocks, RollupPeriod period, CancellationToken cancellationToken)
    {
        // The row is read first: if it is deleted before the day is read, the day includes all of its messages; if later, the conditional
        // write fails.
        var stored = await _rollups.ReadAsync(blocks.Site, period, cancellationToken);
        var included = stored?.Rollup.Included ?? Inclusion.None;
        var day = (await _rollups.ReadRowAsync(blocks.Site, DayOf(period.Start), cancellationToken))?.Head;

        // Messages of an hour that only the day has stay there; the new row has the later ones. A row with fewer messages than the day is
        // no longer read.
        var ofDay = day?.Hours?[HourSet.HourOf(period.Start)] ?? Inclusion.None;
        var beside = included.Contains(ofDay) ? Inclusion.None : ofDay;
        var isCurrent = stored is not null && !beside.Contains(included);
        IReadOnlyList<IRollupPart> missing =
        [
            .. blocks.Of(period).Where(block => !included.Contains(block.Included) && !beside.Contains(block.Included)),
        ];
        if (missing.Count == 0 && (!blocks.IsDisplaced(period) || !isCurrent))
        {
            return null;
        }

        if (day?.Ids is { } ids)
        {
            missing = await new DayIds(tables, blocks.Site).UnknownAsync(day.Period, ids, missing, cancellationToken);
        }

        // Without new blocks, the inclusion must not grow.
        var watermarks = missing.Count == 0 ? new Dictionary<int, long>() : blocks.ReadUpTo;
        List<IPartSource> parts = [.. missing.Select(block => new LoadedPart(block))];
        if (isCurrent)
        {
            parts.Add(_rollups.PartOf(blocks.Site, stored!.Value));
        }

        var sink = new SegmentStore(tables, blocks.Site, clock).Replacing(stored?.Rollup.Segments);
        var built = await _builder.BuildAsync(
            period,
            parts,
            sums => sums with { Included = sums.Included.UpTo(watermarks).Except(beside) },
            blocks.Untimed,
            sink,
            cancellationToken
        );
        return new(built, built.Encoded.Write(period.RowKey, stored?.ETag), stored?.Rollup);
    }

    private static RollupPeriod DayOf(long second) => RollupPeriod.Of(RollupTier.Day, second);

    private static IEnumerable<RollupPeriod> LongerPeriods(RollupPeriod period) =>
        period.Tier == RollupTier.Day
            ? [RollupPeriod.Of(RollupTier.Month, period.Start)]
            : [RollupPeriod.Of(RollupTier.Day, period.Start), RollupPeriod.Of(RollupTier.Month, period.Start)];
}
