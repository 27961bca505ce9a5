using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Erasures;

/// <summary>
/// Erases from the rollups of a site: hours and days are rewritten from their own rows, which reach back further than any archive.
/// Months with erased events are deleted, and the next round builds them from the days. Must not run during a round.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The clock for the times of notes.</param>
/// <param name="options">The options of rollups.</param>
internal sealed class PeriodErasure(ITableStore tables, TimeProvider clock, RollupOptions options)
{
    private readonly RollupTable _rollups = new(tables);
    private readonly PeriodBuilder _builder = new(options);
    private readonly EventIdTable _ids = new(tables);

    /// <summary>Erases from all rollups of the site.</summary>
    /// <param name="scope">The events to erase.</param>
    /// <param name="erasedKeys">Reads the keys of the ids that a day from which events are erased does not have any more.</param>
    /// <param name="counters">Counts rows.</param>
    /// <param name="cancellationToken">Cancels between rows; another call continues.</param>
    /// <exception cref="IOException">The storage does not answer now, or rows change again and again.</exception>
    public async Task RunAsync(
        ErasureScope scope,
        Func<CancellationToken, IAsyncEnumerable<ulong>> erasedKeys,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        if (scope.IsWholeSite)
        {
            var everything = new RowDeletion(tables, TableNames.Rollups, scope.Site, ChangedRow.Goes);
            var (deleted, _) = await everything.DeleteRangeAsync(string.Empty, null, selects: null, cancellationToken);
            Interlocked.Add(ref counters.DeletedRows, deleted);
            return;
        }

        var usedKeys = new HashSet<string>(StringComparer.Ordinal);
        var damagedPeriods = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tier in (RollupTier[])[RollupTier.Month, RollupTier.Day, RollupTier.Hour])
        {
            // Every row is read, because the segments of those that stay must be known.
            var prefix = RollupPeriod.Prefix(tier);
            var rows = tables.ReadRangeAsync(
                TableNames.Rollups,
                scope.Site,
                prefix,
                prefix[..1] + "}",
                headsOnly: true,
                cancellationToken
            );
            await foreach (var row in rows)
            {
                if (
                    await EraseAsync(RollupPeriod.Parse(row.RowKey), scope, erasedKeys, counters, cancellationToken) is not { } segmentKeys
                )
                {
                    damagedPeriods.Add(row.RowKey);
                    continue;
                }

                usedKeys.UnionWith(segmentKeys);
            }
        }

        await DeleteSegmentsAsync(scope, usedKeys, damagedPeriods, counters, cancellationToken);
        await DeleteCountsAsync(scope, counters, cancellationToken);
        if (!scope.IsOfVisitors)
        {
            await _ids.RemoveAsync(scope.Site, scope.From, scope.To, cancellationToken);
        }
    }

    /// <summary>
    /// Removes ids without a timestamp of erased events. Those in the range of a scope without a visitor stay to the end,
    /// because they identify the repetitions.
    /// </summary>
    public Task RemoveIdsAsync(ErasureScope scope, IReadOnlyCollection<(ulong Key, long Second)> ids, CancellationToken cancellationToken)
    {
        var removed = ids.Where(id => scope.IsOfVisitors || !scope.ContainsTime(id.Second)).ToList();
        return scope.IsWholeSite || removed.Count == 0 ? Task.CompletedTask : _ids.UpdateAsync(scope.Site, [], removed, cancellationToken);
    }

    /// <summary>Returns the scope with the repetitions, sent after its range, of events in it.</summary>
    public async Task<ErasureScope> WithRepetitionsAsync(ErasureScope scope, CancellationToken cancellationToken) =>
        scope.IsWholeSite || scope.IsOfVisitors
            ? scope
            : scope.With(
                await _ids.BetweenAsync(scope.Site, Math.Max(scope.From, scope.To - EventIdentity.Window), scope.To, cancellationToken)
            );

    /// <summary>Erases from one period.</summary>
    /// <returns>The keys of the segments that it names now; null if it is damaged.</returns>
    private async Task<IEnumerable<string>?> EraseAsync(
        RollupPeriod period,
        ErasureScope scope,
        Func<CancellationToken, IAsyncEnumerable<ulong>> erasedKeys,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await OptimisticUpdate.RunAsync(
                $"The rollup '{period.RowKey}' of site '{scope.Site}'",
                token => TryEraseAsync(period, scope, erasedKeys, counters, token),
                cancellationToken
            );
        }
        catch (TableCorruptException)
        {
            counters.Unreadable += scope.Overlaps(period) ? 1 : 0;
            return null;
        }
    }

    private async Task<(bool IsDone, IEnumerable<string> SegmentKeys)> TryEraseAsync(
        RollupPeriod period,
        ErasureScope scope,
        Func<CancellationToken, IAsyncEnumerable<ulong>> erasedKeys,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        if (await _rollups.ReadAsync(scope.Site, period, cancellationToken) is not { } stored)
        {
            return (true, []);
        }

        var source = _rollups.PartOf(scope.Site, stored);
        if (await RemainingSource.OfAsync(source, scope, cancellationToken) is not { } remaining)
        {
            return (true, Keys(stored.Rollup));
        }

        if (period.Tier == RollupTier.Month)
        {
            await StaleNote.WriteAsync(tables, scope.Site, [period], clock.GetUtcNow(), cancellationToken);
            TableOperation[] operations =
            [
                TableOperation.Delete(period.RowKey, stored.ETag),
                TableOperation.Upsert(period.StaleKey, default),
            ];
            var isDeleted = (await tables.CommitAsync(TableNames.Rollups, scope.Site, operations, cancellationToken)).Committed;
            Interlocked.Add(ref counters.DeletedRows, isDeleted ? 1 : 0);
            return (isDeleted, []);
        }

        // Before the row, because they cannot be read from the rewritten row.
        await RemoveIdsAsync(scope, remaining.UntimedIds, cancellationToken);
        var sink = new SegmentStore(tables, scope.Site, clock).Replacing(stored.Rollup.Segments);
        var ids = await RemainingIdsAsync(scope, stored.Rollup, erasedKeys, counters, cancellationToken);
        var built = await _builder.BuildAsync(
            period,
            [remaining],
            sums => sums with { Ids = ids },
            UntimedIds.None,
            sink,
            cancellationToken
        );
        var write = built.Encoded.Write(period.RowKey, stored.ETag);
        TableOperation[] rewrite = [write, RewriteMark.Write()];
        var isCommitted = (await tables.CommitAsync(TableNames.Rollups, scope.Site, rewrite, cancellationToken)).Committed;
        Interlocked.Add(ref counters.RewrittenRows, isCommitted ? 1 : 0);
        return (isCommitted, Keys(built.Head));
    }

    /// <summary>Returns the remaining ids that a day stores separately from its rows; all of them if they cannot be read.</summary>
    private async Task<IdShardList?> RemainingIdsAsync(
        ErasureScope scope,
        Rollup stored,
        Func<CancellationToken, IAsyncEnumerable<ulong>> erasedKeys,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        if (stored.Ids is not { } ids || (!scope.IsOfVisitors && scope.ContainsAll(stored.Period)))
        {
            return null;
        }

        try
        {
            return await new DayIds(tables, scope.Site).WithoutAsync(stored.Period, ids, erasedKeys, clock.GetUtcNow(), cancellationToken);
        }
        catch (TableCorruptException)
        {
            counters.Unreadable++;
            return ids;
        }
    }

    /// <summary>
    /// Deletes all segments that no row names, including those replaced a moment ago: a query that is reading them repeats its reading.
    /// </summary>
    private async Task DeleteSegmentsAsync(
        ErasureScope scope,
        HashSet<string> usedKeys,
        HashSet<string> damagedPeriods,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        var prefix = SegmentKeys.Prefix(string.Empty);
        var deletion = new RowDeletion(tables, TableNames.Rollups, scope.Site, ChangedRow.Goes);
        var (deleted, _) = await deletion.DeleteRangeAsync(
            prefix,
            prefix[..1] + "}",
            row =>
                !usedKeys.Contains(row.RowKey[..row.RowKey.LastIndexOf('|')])
                && !damagedPeriods.Any(key => row.RowKey.StartsWith(SegmentKeys.Prefix(key) + "|", StringComparison.Ordinal)),
            cancellationToken
        );
        Interlocked.Add(ref counters.DeletedRows, deleted);
    }

    /// <summary>
    /// Deletes the counts of the days that the scope's range or repetitions of its events may be in, since they name pages and sources.
    /// What remains is counted again when it is asked for.
    /// </summary>
    private async Task DeleteCountsAsync(ErasureScope scope, JobCounters counters, CancellationToken cancellationToken)
    {
        var deletion = new RowDeletion(tables, TableNames.Rollups, scope.Site, ChangedRow.Goes);
        var (deleted, _) = await deletion.DeleteRangeAsync(
            CountedDayKeys.Of(scope.From - (2 * RollupPeriod.Day)),
            CountedDayKeys.Of(Math.Min(scope.To, CountedDayKeys.Latest) + EventIdentity.Window + RollupPeriod.Day),
            selects: null,
            cancellationToken
        );
        Interlocked.Add(ref counters.DeletedRows, deleted);
    }

    private static IEnumerable<string> Keys(Rollup rollup) =>
        [
            .. rollup.Segments?.Entries.Select(entry => SegmentKeys.Of(rollup.Period, rollup.Segments.Bits, entry)) ?? [],
            .. rollup.Ids?.Entries.Select(entry => SegmentKeys.Of(rollup.Period, rollup.Ids.Bits, entry)) ?? [],
        ];
}
