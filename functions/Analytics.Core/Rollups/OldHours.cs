using System.Runtime.CompilerServices;
using Analytics.Core.DeadLetters;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Deletes the rows of a large day's hours some time after the day was built. The day has their events, and the ids of these move to
/// shards, separate from its rows. Not thread-safe; use one per instance.
/// </summary>
/// <remarks>
/// <code>
/// built + 72 h      shards are written; then the day's row names them and the rows of hours go, in one transaction
/// a late event its id is looked up in its shard; if it is new, it stands in a row of its hour beside the day until the day is built again
/// 10 minutes later segments of the hours go, which queries may have read until then
/// </code>
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="clock">Decides which days are old.</param>
/// <param name="options">Bounds.</param>
public sealed class OldHours(ITableStore tables, TimeProvider clock, RollupOptions options)
{
    private readonly RollupTable _rollups = new(tables);
    private readonly SetAsideHours _setAside = new(tables, clock);

    /// <summary>Deletes the rows that are due.</summary>
    /// <returns>Number of days to which the ids of their hours were moved.</returns>
    public Task<int> RunAsync(CancellationToken cancellationToken) => RunAsync(Partitioner.AllBuckets, cancellationToken);

    /// <summary>Deletes the rows of some buckets that are due.</summary>
    /// <returns>Number of days to which the ids of their hours were moved.</returns>
    internal async Task<int> RunAsync(IEnumerable<int> buckets, CancellationToken cancellationToken)
    {
        var days = 0;
        var before = clock.GetUtcNow() - options.KeepHours;
        var due = StaleNote.ReadAsync(tables, StaleNote.Hours, RollupTier.Day, before, buckets, cancellationToken);
        await foreach (var note in due)
        {
            try
            {
                days += await RunAsync(note, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception) when (StageBoundary.SetsAside(exception))
            {
                await _setAside.AddAsync(DeadLetterStage.RollUp, note.Site, note.Period, [], exception, cancellationToken);
            }
        }

        return days;
    }

    private async Task<bool> RunAsync(StaleNote note, CancellationToken cancellationToken)
    {
        var (site, day) = (note.Site, note.Period);
        var row = await tables.ReadAsync(TableNames.Rollups, site, day.RowKey, cancellationToken);
        var stored = row is null
            ? null
            : StoredForm.Read(
                () => RollupDecoder.Decode(row.Head, row.Body),
                $"The rollup '{day.RowKey}' of site '{site}'",
                TableRemedies.Of(TableNames.Rollups)
            );
        if (stored?.Hours is null)
        {
            // Deleted by retention, or stored by an older release.
            await note.DeleteAsync(tables, cancellationToken);
            return false;
        }

        var hours = new List<StoredRollup>();
        await foreach (var hour in _rollups.ReadRangeAsync(site, RollupTier.Hour, day.Start, day.End, headsOnly: true, cancellationToken))
        {
            hours.Add(hour);
        }

        if (await tables.ReadAsync(TableNames.Rollups, site, day.StaleKey, cancellationToken) is not null)
        {
            return false;
        }

        if (hours.Count == 0)
        {
            await SweepAsync(note, cancellationToken);
            return false;
        }

        return clock.GetUtcNow() - note.Written >= options.KeepHours
            && !stored.StandsAlone
            && HasAll(hours, stored.Hours)
            && await TakeUpAsync(note, row!, stored, hours, cancellationToken);
    }

    /// <summary>
    /// Returns true if each hour with messages in a day has a row with exactly the same messages, and so the ids of all its events.
    /// </summary>
    private static bool HasAll(List<StoredRollup> hours, HourInclusion day)
    {
        var rows = hours.ToDictionary(hour => HourSet.HourOf(hour.Rollup.Period.Start), hour => hour.Rollup.Included);
        return Enumerable
            .Range(0, HourSet.Hours)
            .All(hour => rows.TryGetValue(hour, out var own) ? own.IsSame(day[hour]) : !day.Hours.Contains(hour));
    }

    private async Task<bool> TakeUpAsync(
        StaleNote note,
        TableRow row,
        Rollup stored,
        List<StoredRollup> hours,
        CancellationToken cancellationToken
    )
    {
        var (site, day, now) = (note.Site, note.Period, clock.GetUtcNow());
        var ids = await new DayIds(tables, site).WriteAsync(
            day,
            existing: null,
            hours.Sum(hour => (long)hour.Rollup.EventCount),
            Rows,
            now,
            cancellationToken
        );
        await StaleNote.WriteAsync(tables, StaleNote.Hours, site, [day], now, cancellationToken);
        var head = RollupEncoder.EncodeHead(stored.With(ids), row.Body);
        TableOperation[] operations =
        [
            TableOperation.Replace(day.RowKey, row.Body, row.ETag, head),
            .. hours.Select(hour => TableOperation.Delete(hour.Rollup.Period.RowKey, hour.ETag)),
        ];
        return (await tables.CommitAsync(TableNames.Rollups, site, operations, cancellationToken)).Committed;

        async IAsyncEnumerable<IRollupPart> Rows([EnumeratorCancellation] CancellationToken token)
        {
            foreach (var hour in hours)
            {
                var row =
                    await _rollups.ReadAsync(site, hour.Rollup.Period, token)
                    ?? throw new IOException(
                        $"The rollup '{hour.Rollup.Period.RowKey}' of site '{site}' was removed while its ids were read; try again."
                    );
                await foreach (var part in _rollups.PartOf(site, row).LoadAllAsync(token))
                {
                    yield return part;
                }
            }
        }
    }

    private async Task SweepAsync(StaleNote note, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() - note.Written >= SegmentStore.KeepReplaced)
        {
            await new SegmentStore(tables, note.Site, clock).SweepHoursAsync(note.Period, cancellationToken);
            await note.DeleteAsync(tables, cancellationToken);
        }
    }
}
