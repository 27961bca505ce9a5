using Analytics.Core.DeadLetters;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Builds the days and months that are marked stale, several at once: closed days from their hours, closed months from their days. A
/// rollup that changes meanwhile keeps its marker and is built by the next run. Not thread-safe; use one per instance.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">Decides which days and months are closed.</param>
/// <param name="options">Bounds.</param>
public sealed class StaleRollups(ITableStore tables, TimeProvider clock, RollupOptions options)
{
    private readonly RollupTable _rollups = new(tables);
    private readonly PeriodBuilder _builder = new(options);
    private readonly SetAsideHours _setAside = new(tables, clock);
    private readonly SemaphoreSlim _largeSlots = new(Environment.ProcessorCount);

    /// <summary>Builds the days and months that can be built now.</summary>
    /// <returns>Number of rows written.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken) =>
        await RunAsync(RollupTier.Day, Partitioner.AllBuckets, cancellationToken)
        + await RunAsync(RollupTier.Month, Partitioner.AllBuckets, cancellationToken);

    /// <summary>Builds the days, or then the months, of some buckets that can be built now.</summary>
    /// <returns>Number of rows written.</returns>
    internal async Task<int> RunAsync(RollupTier tier, IEnumerable<int> buckets, CancellationToken cancellationToken)
    {
        var built = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await StorageWork.ForEachAsync(
            StaleNote.ReadAsync(tables, StaleNote.Stale, tier, clock.GetUtcNow(), buckets, cancellationToken),
            parallel,
            async (note, token) =>
            {
                if (await BuildOrSetAsideAsync(note, token))
                {
                    Interlocked.Increment(ref built);
                }
            }
        );
        return built;
    }

    /// <summary>Builds a day or month. If that fails, it stays stale, so queries read the tier below, and the others continue.</summary>
    private async Task<bool> BuildOrSetAsideAsync(StaleNote note, CancellationToken cancellationToken)
    {
        try
        {
            using var turn = new LargeTurn(_largeSlots);
            return await BuildAsync(note, turn, cancellationToken);
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            await _setAside.AddAsync(DeadLetterStage.RollUp, note.Site, note.Period, [], exception, cancellationToken);
            return false;
        }
    }

    private async Task<bool> BuildAsync(StaleNote note, LargeTurn turn, CancellationToken cancellationToken)
    {
        var period = note.Period;
        var marker = await tables.ReadAsync(TableNames.Rollups, note.Site, period.StaleKey, cancellationToken);
        if (marker is null)
        {
            if (clock.GetUtcNow() - note.Written > options.KeepOrphanedNotes)
            {
                await note.DeleteAsync(tables, cancellationToken);
            }

            return false;
        }

        if (period.Tier == RollupTier.Month && await HasStaleDaysAsync(note.Site, period, cancellationToken))
        {
            return false;
        }

        var stored = await _rollups.ReadRowAsync(note.Site, period, cancellationToken);
        var below = await BelowAsync(note.Site, period, turn, cancellationToken);
        if (stored is { Head: null } && below.Count == 0)
        {
            throw StoredForm.Corrupt(
                $"The rollup '{period.RowKey}' of site '{note.Site}'",
                "Its head cannot be read, and there is nothing to build it of.",
                TableRemedies.Of(TableNames.Rollups)
            );
        }

        var parts = await PartsAsync(note.Site, period, stored, below, cancellationToken);
        var store = new SegmentStore(tables, note.Site, clock);
        var operations = new List<TableOperation> { TableOperation.Delete(period.StaleKey, marker.ETag) };
        Rollup? current = null;
        IReadOnlyList<StoredRollup> hours = [];
        if (parts.Count > 0 && (period.Tier != RollupTier.Month || parts.Sum(part => (long)part.Head.EventCount) <= options.MonthEvents))
        {
            var ids = await IdsAsync(note.Site, stored?.Head, parts, below, cancellationToken);
            var built = await _builder.BuildAsync(
                period,
                parts,
                sums => sums with { Ids = ids },
                UntimedIds.None,
                store.Replacing(stored?.Head?.Segments),
                cancellationToken
            );
            current = built.Head;
            operations.Add(built.Encoded.Write(period.RowKey, stored?.ETag));
            hours = current.StandsAlone ? below : [];
            operations.AddRange(hours.Select(hour => TableOperation.Delete(hour.Rollup.Period.RowKey, hour.ETag)));
            await NoteHoursAsync(note.Site, current, hours, cancellationToken);
            if (period.Tier == RollupTier.Day && current.EventCount >= CountedDayKeys.MinEvents)
            {
                await StaleNote.WriteAsync(tables, StaleNote.Count, note.Site, [period], clock.GetUtcNow(), cancellationToken);
            }
        }
        else if (stored is not null)
        {
            operations.Add(TableOperation.Delete(period.RowKey, stored.Value.ETag));
        }

        var commit = await tables.CommitAsync(TableNames.Rollups, note.Site, operations, cancellationToken);
        if (commit.Committed)
        {
            await store.SweepAsync(period, current, stored?.Head, cancellationToken);
            await note.DeleteAsync(tables, cancellationToken);
        }

        return commit.Committed;
    }

    /// <summary>
    /// Returns the ids of a day that stores the ids of its hours: its own, and those of the rows that are merged into it. Null for other
    /// days, and if rows of hours, which have the ids, replace the whole day.
    /// </summary>
    private async Task<IdShardList?> IdsAsync(
        string site,
        Rollup? head,
        IReadOnlyList<IPartSource> parts,
        List<StoredRollup> below,
        CancellationToken cancellationToken
    )
    {
        if (head?.Ids is not { } ids || parts.All(part => part.Head.Period != head.Period))
        {
            return null;
        }

        return await new DayIds(tables, site).WriteAsync(
            head.Period,
            ids,
            below.Sum(hour => (long)hour.Rollup.EventCount),
            Rows,
            clock.GetUtcNow(),
            cancellationToken
        );

        IAsyncEnumerable<IRollupPart> Rows(CancellationToken token) =>
            below.ToAsyncEnumerable().SelectMany(hour => _rollups.PartOf(site, hour).LoadAllAsync(token));
    }

    /// <summary>
    /// Schedules the deletion of a day's rows of hours for when the day is old, and of the segments of hours deleted now for when no query
    /// reads them any more.
    /// </summary>
    private Task NoteHoursAsync(string site, Rollup day, IReadOnlyList<StoredRollup> gone, CancellationToken cancellationToken) =>
        day is { Period.Tier: RollupTier.Day, Hours: not null } && (!day.StandsAlone || gone.Any(hour => hour.Rollup.Segments is not null))
            ? StaleNote.WriteAsync(tables, StaleNote.Hours, site, [day.Period], clock.GetUtcNow(), cancellationToken)
            : Task.CompletedTask;

    private async Task<List<StoredRollup>> BelowAsync(
        string site,
        RollupPeriod period,
        LargeTurn turn,
        CancellationToken cancellationToken
    )
    {
        var (below, events) = (new List<StoredRollup>(), 0L);
        var tier = period.Tier == RollupTier.Month ? RollupTier.Day : RollupTier.Hour;
        await foreach (var part in _rollups.ReadRangeAsync(site, tier, period.Start, period.End, headsOnly: false, cancellationToken))
        {
            below.Add(part);
            events += part.Rollup.EventCount;
            await (events > options.RowEvents ? turn.WaitAsync(cancellationToken) : Task.CompletedTask);
        }

        return below;
    }

    /// <summary>
    /// Returns the days of a month, or the hours of a day with those events of the stored day that no row of an hour has.
    /// </summary>
    private async Task<IReadOnlyList<IPartSource>> PartsAsync(
        string site,
        RollupPeriod period,
        (string ETag, Rollup? Head)? stored,
        List<StoredRollup> below,
        CancellationToken cancellationToken
    )
    {
        if (period.Tier == RollupTier.Month || stored?.Head is not { Hours: not null } head)
        {
            return below.ConvertAll(part => _rollups.PartOf(site, part));
        }

        var parts = new List<IPartSource>();
        foreach (var part in DayParts.Of(new(head, stored.Value.ETag), hoursFirst: true, below))
        {
            parts.Add(
                _rollups.PartOf(
                    site,
                    part.Rollup.Period != period
                        ? part
                        : part with
                        {
                            Rollup = (await _rollups.ReadAsync(site, period, cancellationToken))?.Rollup ?? head,
                        }
                )
            );
        }

        return parts;
    }

    private async Task<bool> HasStaleDaysAsync(string site, RollupPeriod month, CancellationToken cancellationToken)
    {
        var first = new RollupPeriod(RollupTier.Day, month.Start).StaleKey;
        var end = new RollupPeriod(RollupTier.Day, month.End).StaleKey;
        await foreach (var _ in tables.ReadRangeAsync(TableNames.Rollups, site, first, end, headsOnly: true, cancellationToken))
        {
            return true;
        }

        return false;
    }

    /// <summary>A turn for which only large periods wait, to limit how many of them are in memory. Not thread-safe.</summary>
    private sealed class LargeTurn(SemaphoreSlim turns) : IDisposable
    {
        private bool _isTaken;

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            if (!_isTaken)
            {
                await turns.WaitAsync(cancellationToken);
                _isTaken = true;
            }
        }

        public void Dispose()
        {
            if (_isTaken)
            {
                turns.Release();
            }
        }
    }
}
