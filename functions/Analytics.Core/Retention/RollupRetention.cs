using Analytics.Core.DeadLetters;
using Analytics.Core.Imports;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Retention;

/// <summary>
/// Deletes the rollups of sites whose statistics are kept for a number of days. Runs once a day and site, however often it is called;
/// the next run continues an interrupted one. Safe while roll-ups, queries, reprocessing or other processes run. Thread-safe.
/// </summary>
/// <remarks>
/// Whole UTC days are deleted, from the top: the months that begin before the kept range, then days, then hours, so that a query always
/// finds a deleted month's days. The month that is kept in part is read from its days from then on. Rows added later to deleted days, by
/// an import or a reprocessing job, are deleted the day after. Imported daily aggregates are deleted like days.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="sites">The sites, with their retention.</param>
/// <param name="imports">The daily aggregates, of the instance that queries read.</param>
/// <param name="clock">The clock.</param>
/// <param name="options">Bounds.</param>
public sealed class RollupRetention(
    ITableStore tables,
    SiteRegistry sites,
    DailyImports imports,
    TimeProvider clock,
    RollupOptions options
)
{
    private readonly DeadLetterTable _letters = new(tables, clock);

    /// <summary>
    /// Returns the first second that is kept. The site's current day and the given number of days before it are kept in every time zone.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="days">The site's <see cref="Site.RetentionDays"/>.</param>
    public static long KeptFrom(DateTimeOffset now, int days) =>
        RollupPeriod.Of(RollupTier.Day, Begun(now).AddDays(-days).ToUnixTimeSeconds()).Start;

    /// <summary>Returns true if the site's retention period no longer covers the day.</summary>
    public static bool IsGone(Site site, RollupPeriod day, DateTimeOffset now) =>
        site.RetentionDays is { } days && day.Start < KeptFrom(now, days);

    /// <summary>Deletes the expired rollups of all sites.</summary>
    /// <returns>Number of rollups deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        var now = clock.GetUtcNow();
        var today = (int)(Begun(now).ToUnixTimeSeconds() / RollupPeriod.Day);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            RetentionNote.ReadAsync(tables, cancellationToken),
            parallel,
            async (note, token) =>
            {
                if (note.DoneOn < today)
                {
                    Interlocked.Add(ref deleted, await RunOrSetAsideAsync(note, now, today, token));
                }
            }
        );
        return deleted;
    }

    // A time before the current day of every site: a local day has at most 25 hours, and one more if the offset changed since.
    private static DateTimeOffset Begun(DateTimeOffset now) => now.AddHours(-26);

    private async Task<int> RunOrSetAsideAsync(RetentionNote note, DateTimeOffset now, int today, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(note, now, today, cancellationToken);
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            await _letters.SetAsideAsync(
                new(DeadLetterStage.RollUp, note.Site, null, "retention", DeadLetterReason.Of(exception), default),
                cancellationToken
            );
            return 0;
        }
    }

    private async Task<int> RunAsync(RetentionNote note, DateTimeOffset now, int today, CancellationToken cancellationToken)
    {
        var site = await sites.ReadAsync(note.Site, cancellationToken);
        if (site is not null && site.RetentionDays is null)
        {
            if (now - note.Written > options.KeepOrphanedNotes)
            {
                await note.DeleteAsync(tables, cancellationToken);
            }

            return 0;
        }

        // The statistics of a site that is no longer registered expire as well.
        var days =
            site?.RetentionDays
            ?? (
                note.IsDamaged
                    ? throw StoredForm.Corrupt(
                        $"The retention note of site '{note.Site}'",
                        "It does not tell how long the statistics of this site, which is not registered, are kept.",
                        "Register the site with its retention, or erase it."
                    )
                    : note.Days
            );
        var keptFrom = KeptFrom(now, days);
        var deletion = new RowDeletion(tables, TableNames.Rollups, note.Site, ChangedRow.Stops);
        var deleted = 0;
        foreach (var tier in (RollupTier[])[RollupTier.Month, RollupTier.Day, RollupTier.Hour])
        {
            var first = RollupPeriod.Of(tier, keptFrom);
            var end = new RollupPeriod(tier, first.Start < keptFrom ? first.End : first.Start);
            var rollups = await deletion.DeleteRangeAsync(RollupPeriod.Prefix(tier), end.RowKey, selects: null, cancellationToken);
            deleted += rollups.Deleted;
            await deletion.DeleteRangeAsync(
                SegmentKeys.Prefix(RollupPeriod.Prefix(tier)),
                SegmentKeys.Prefix(end.RowKey),
                selects: null,
                cancellationToken
            );

            // A marker is deleted only after its rollup, which queries would use without it.
            if (!rollups.All)
            {
                return deleted;
            }

            var markers = await deletion.DeleteRangeAsync(RollupPeriod.StalePrefix(tier), end.StaleKey, selects: null, cancellationToken);
            if (!markers.All)
            {
                return deleted;
            }
        }

        await deletion.DeleteRangeAsync(CountedDayKeys.Prefix, CountedDayKeys.Of(keptFrom), selects: null, cancellationToken);
        await deletion.DeleteRangeAsync(EventIdTable.Prefix, EventIdTable.DayKey(keptFrom), selects: null, cancellationToken);
        var lastDeleted = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(keptFrom).UtcDateTime).AddDays(-1);
        await imports.RemoveDaysAsync(note.Site, new(DateOnly.MinValue, lastDeleted), cancellationToken);
        await note.DoneAsync(tables, days, today, cancellationToken);
        return deleted;
    }
}
