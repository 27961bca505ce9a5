using Analytics.Core.DeadLetters;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Writes the hour rollups of a site: merges live blocks into them, several hours a transaction, each with the marks that its day and month
/// are stale. An hour that cannot be merged is set aside, and the others go on. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The time of notes and letters.</param>
/// <param name="options">Bounds.</param>
internal sealed class HourWriter(ITableStore tables, TimeProvider clock, RollupOptions options)
{
    private const int Attempts = 4;

    // Two marks an hour at most, and some room.
    private const int MaxHourRows = TableLimits.MaxOperations - 4;

    private readonly RollupTable _rollups = new(tables);
    private readonly PeriodBuilder _builder = new(options);
    private readonly EventIdTable _ids = new(tables);
    private readonly SetAsideHours _setAside = new(tables, clock);

    /// <summary>Writes the hours of a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="hours">The live blocks by the start of their hour.</param>
    /// <param name="read">Up to where each partition was read: with these blocks, all of it is in the rollups.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many rows were written: none where an interrupted run has written them already.</returns>
    /// <exception cref="IOException">The storage does not answer, or the rows changed again and again; try again later.</exception>
    public async Task<int> WriteAsync(
        string site, IReadOnlyDictionary<long, List<IRollupPart>> hours, IReadOnlyDictionary<int, long> read, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteHoursAsync(site, hours, read, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            foreach (var (hour, blocks) in hours)
            {
                await _setAside.AddAsync(DeadLetterStage.RollUp, site, new(RollupTier.Hour, hour), blocks, exception, cancellationToken).ConfigureAwait(false);
            }

            return 0;
        }
    }

    private async Task<int> WriteHoursAsync(
        string site, IReadOnlyDictionary<long, List<IRollupPart>> hours, IReadOnlyDictionary<int, long> read, CancellationToken cancellationToken)
    {
        var untimed = await ResolveIdsAsync(site, hours, cancellationToken).ConfigureAwait(false);
        var displaced = untimed.Displaced.Select(id => RollupPeriod.Of(RollupTier.Hour, id.Second).Start).ToHashSet();
        var pending = new Queue<long>(hours.Keys.Union(displaced).Order());
        await StaleNote.WriteAsync(tables, site, pending.SelectMany(Above).ToHashSet(), clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var written = 0;
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            var (taken, rows) = await MergeAsync(site, pending, hour => (hours.GetValueOrDefault(hour) ?? [], displaced.Contains(hour)), read, untimed, cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                attempt = 0;
                continue;
            }

            var marks = rows.SelectMany(row => Above(row.Built.Head.Period.Start)).Distinct().Select(period => TableOperation.Upsert(period.StaleKey, default));
            var commit = await tables.CommitAsync(
                TableNames.Rollups, site, [.. rows.Select(row => row.Operation), .. marks], cancellationToken).ConfigureAwait(false);
            if (commit.Committed)
            {
                attempt = 0;
                written += rows.Count;
                foreach (var row in rows)
                {
                    await new SegmentStore(tables, site, clock).SweepAsync(row.Built.Head.Period, row.Built.Head.Segments, row.Replaced, cancellationToken).ConfigureAwait(false);
                }
            }
            else if (attempt == Attempts)
            {
                throw new IOException($"The rollup '{commit.ConflictingRowKey}' of site '{site}' changed {Attempts} times while it was being written; it will be tried again.");
            }
            else
            {
                pending = new(taken.Concat(pending));
            }
        }

        return written;
    }

    /// <summary>
    /// Decides which repetitions of ids without a timestamp are dropped, and stores those that count. They are stored before the hours:
    /// should the run be broken off between, an event finds itself there.
    /// </summary>
    private async Task<UntimedIds> ResolveIdsAsync(
        string site, IReadOnlyDictionary<long, List<IRollupPart>> hours, CancellationToken cancellationToken)
    {
        var found = UntimedIds.Of(hours.Values.SelectMany(parts => parts));
        if (found.Count == 0)
        {
            return UntimedIds.None;
        }

        var untimed = UntimedIds.Resolve(await _ids.ReadAsync(site, found, _setAside.AddAsync, cancellationToken).ConfigureAwait(false), found);
        await _ids.UpdateAsync(site, untimed.Added, untimed.Displaced, cancellationToken).ConfigureAwait(false);
        return untimed;
    }

    /// <summary>Merges hours from the queue until they fill a transaction.</summary>
    private async Task<(List<long> Taken, List<HourRow> Rows)> MergeAsync(
        string site,
        Queue<long> pending,
        Func<long, (List<IRollupPart> Blocks, bool IsDisplaced)> of,
        IReadOnlyDictionary<int, long> read,
        UntimedIds untimed,
        CancellationToken cancellationToken)
    {
        var (taken, rows, bytes) = (new List<long>(), new List<HourRow>(), 0);
        while (pending.TryPeek(out var hour) && rows.Count * 3 < MaxHourRows)
        {
            var period = new RollupPeriod(RollupTier.Hour, hour);
            var (blocks, isDisplaced) = of(hour);
            var row = await MergeOrSetAsideAsync(site, period, blocks, isDisplaced, read, untimed, cancellationToken).ConfigureAwait(false);
            if (row is not null)
            {
                var length = row.Operation.Head.Length + row.Operation.Body.Length;
                if (bytes > 0 && bytes + length > TableLimits.MaxTransactionBytes)
                {
                    break;
                }

                bytes += length;
                rows.Add(row);
            }

            taken.Add(pending.Dequeue());
        }

        return (taken, rows);
    }

    private async Task<HourRow?> MergeOrSetAsideAsync(
        string site,
        RollupPeriod period,
        List<IRollupPart> blocks,
        bool isDisplaced,
        IReadOnlyDictionary<int, long> read,
        UntimedIds untimed,
        CancellationToken cancellationToken)
    {
        try
        {
            return await MergeAsync(site, period, blocks, isDisplaced, read, untimed, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            await _setAside.AddAsync(DeadLetterStage.RollUp, site, period, blocks, exception, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<HourRow?> MergeAsync(
        string site,
        RollupPeriod period,
        List<IRollupPart> blocks,
        bool isDisplaced,
        IReadOnlyDictionary<int, long> read,
        UntimedIds untimed,
        CancellationToken cancellationToken)
    {
        var stored = await _rollups.ReadAsync(site, period, cancellationToken).ConfigureAwait(false);
        List<IPartSource> parts = [.. blocks.Where(block => stored is null || !stored.Value.Rollup.Included.Contains(block.Included)).Select(block => new LoadedPart(block))];
        if (parts.Count == 0 && (!isDisplaced || stored is null))
        {
            return null;
        }

        if (stored is { } row)
        {
            parts.Add(_rollups.PartOf(site, row));
        }

        // What takes up no block includes no more than before.
        var reached = parts.Count == 1 && stored is not null ? new Dictionary<int, long>() : read;
        var replaced = stored?.Rollup.Segments;
        var sink = new SegmentStore(tables, site, clock).Replacing(replaced);
        var built = await _builder.BuildAsync(period, parts, included => included.UpTo(reached), untimed, sink, cancellationToken).ConfigureAwait(false);
        return new(built, built.Encoded.Write(period.RowKey, stored?.ETag), replaced);
    }

    private static IEnumerable<RollupPeriod> Above(long hour) =>
        [RollupPeriod.Of(RollupTier.Day, hour), RollupPeriod.Of(RollupTier.Month, hour)];

    /// <summary>A row to be written, and the segments of the row that it replaces.</summary>
    private sealed record HourRow(BuiltPeriod Built, TableOperation Operation, SegmentList? Replaced);
}
