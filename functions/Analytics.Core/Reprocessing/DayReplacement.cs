using Analytics.Core.DeadLetters;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>Replaces the hour rollups of one bucket and day, several sites in parallel. Thread-safe.</summary>
internal sealed class DayReplacement(
    ReprocessingParts parts,
    ReprocessPlan plan,
    ReplayScope scope,
    ReplayTail tail,
    HourComposer composer,
    JobCounters counters
)
{
    private const int Attempts = 20;
    private long _compared;
    private long _replaced;
    private long _setAsideSites;

    /// <summary>Counts of hour rollups compared and replaced, and of sites set aside.</summary>
    public (long Compared, long Replaced, long SetAside) Done => (_compared, _replaced, _setAsideSites);

    private static readonly IReadOnlyDictionary<int, long> NoWatermarks = new Dictionary<int, long>();
    private readonly DifferenceTable _report = new(parts.Tables);
    private readonly SetAsideHours _setAside = new(parts.Tables, parts.Clock);
    private readonly EventIdTable _ids = new(parts.Tables);

    public async Task RunAsync(RollupPeriod day, int bucket, IReadOnlyList<Site> sites, CancellationToken cancellationToken)
    {
        var live = await tail.ReadAsync(day.Start, bucket, NoWatermarks, cancellationToken);

        // Days after the end of a site's retention must not be restored.
        var now = parts.Clock.GetUtcNow();
        var expired = sites.Where(site => RollupRetention.IsGone(site, day, now)).Select(site => site.Id);
        var siteIds = sites
            .Select(site => site.Id)
            .Union(live.Sites.Keys, StringComparer.Ordinal)
            .Except(expired, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = parts.Rollups.Parallelism, CancellationToken = cancellationToken };
        await StorageWork.ForEachAsync(
            siteIds,
            parallel,
            async (site, token) =>
            {
                try
                {
                    var replayedTo = await ReplaceAsync(site, day, bucket, Volatile.Read(ref live), token);

                    // The last writer wins: a site that needs later messages reads them itself.
                    Volatile.Write(ref live, replayedTo);
                }
                catch (Exception exception) when (exception is not ReprocessException && StageBoundary.SetsAside(exception))
                {
                    // The site keeps its rows, and the job continues with the other sites.
                    await _setAside.AddAsync(DeadLetterStage.Reprocess, site, day, Volatile.Read(ref live).Of(site), exception, token);
                    Interlocked.Increment(ref counters.SetAside);
                    Interlocked.Increment(ref _setAsideSites);
                }
            }
        );
    }

    private async Task<UnitBlocks> ReplaceAsync(
        string site,
        RollupPeriod day,
        int bucket,
        UnitBlocks blocks,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = await SiteDay.ReadAsync(parts.Tables, tail.AllAsync, site, day, cancellationToken);
            var needed = LastNeeded(stored);
            if (needed.Any(entry => entry.Value > blocks.Reached[entry.Key]))
            {
                blocks = await tail.ReadAsync(day.Start, bucket, needed, cancellationToken);
            }

            var untimed = await ResolveIdsAsync(site, day, blocks.Of(site), cancellationToken);
            var drafts = await CompareInDayAsync(
                stored,
                await ComposeAsync(stored, blocks.Of(site), untimed, cancellationToken),
                cancellationToken
            );
            if (drafts.Count == 0)
            {
                return blocks;
            }

            var dayChanged = await ReportAsync(stored, drafts, cancellationToken);
            List<HourDraft> changed = [.. drafts.Where(draft => draft.IsChanged)];
            if (plan.DryRun || await CommitAsync(stored, changed, dayChanged, cancellationToken))
            {
                Interlocked.Add(ref _compared, drafts.Count);
                Interlocked.Add(ref _replaced, changed.Count);
                Interlocked.Add(ref counters.RowsCompared, drafts.Count);
                Interlocked.Add(ref counters.RowsReplaced, changed.Count);
                return blocks;
            }

            if (attempt == Attempts)
            {
                throw new ReprocessException(
                    $"The rollups of {day.RowKey[2..]} of site '{site}' changed {Attempts} times while they were being replaced. "
                        + "Start the job again when less is rolled up."
                );
            }
        }
    }

    private Dictionary<int, long> LastNeeded(SiteDay stored)
    {
        var needed = new Dictionary<int, long>();
        for (var partition = 0; partition < plan.End.Count; partition++)
        {
            needed[partition] = stored
                .Hours.Values.Where(hour => scope.Contains(hour.Rollup.Period.Start))
                .Select(hour => composer.Cut(hour, partition))
                .DefaultIfEmpty(plan.End[partition])
                .Max();
        }

        return needed;
    }

    /// <summary>
    /// Decides which repetitions of ids without a timestamp the day drops, and stores the counted ids: those before the day as they are
    /// stored, those of its hours in scope as they are replayed.
    /// </summary>
    private async Task<UntimedIds> ResolveIdsAsync(
        string site,
        RollupPeriod day,
        IReadOnlyList<IRollupPart> blocks,
        CancellationToken cancellationToken
    )
    {
        var found = UntimedIds.Of(blocks.Where(block => scope.Contains(block.Period.Start)));
        if (found.Count == 0)
        {
            return UntimedIds.None;
        }

        var stored = await _ids.ReadAsync(site, found, _setAside.AddAsync, cache: null, cancellationToken);
        var untimed = UntimedIds.Resolve(
            stored.Where(id => id.Second < day.Start || !scope.Contains(RollupPeriod.Of(RollupTier.Hour, id.Second).Start)),
            found
        );
        if (!plan.DryRun)
        {
            var ofScope = stored.Where(id =>
                id.Second >= day.Start && id.Second < day.End && scope.Contains(RollupPeriod.Of(RollupTier.Hour, id.Second).Start)
            );
            await _ids.UpdateAsync(site, untimed.Added, ofScope.Except(untimed.Added), cancellationToken);
        }

        return untimed;
    }

    private async Task<List<HourDraft>> ComposeAsync(
        SiteDay stored,
        IReadOnlyList<IRollupPart> blocks,
        UntimedIds untimed,
        CancellationToken cancellationToken
    )
    {
        var drafts = new List<HourDraft>();
        var byHour = blocks.ToLookup(block => block.Period.Start);
        for (var start = stored.Day.Start; start < stored.Day.End; start += RollupPeriod.Hour)
        {
            if (
                scope.Contains(start)
                && await composer.ComposeAsync(
                    new(RollupTier.Hour, start),
                    stored.Hours.GetValueOrDefault(start),
                    byHour[start],
                    untimed,
                    stored.Memory,
                    cancellationToken
                )
                    is { } draft
            )
            {
                drafts.Add(draft);
            }
        }

        return drafts;
    }

    /// <summary>
    /// Hours that are only in the day cannot be compared one by one, because the day has coarser slots. They are unchanged if the day
    /// rebuilt from them is.
    /// </summary>
    private async Task<List<HourDraft>> CompareInDayAsync(SiteDay stored, List<HourDraft> drafts, CancellationToken cancellationToken)
    {
        if (stored.Built is not { IsDamaged: false } built || !drafts.Exists(draft => draft.Stored?.IsInDay == true))
        {
            return drafts;
        }

        return built.HasContentOf(await stored.WithAsync(drafts, composer, cancellationToken))
            ? drafts.ConvertAll(draft => draft.Stored?.IsInDay != true ? draft : draft with { IsChanged = false })
            : drafts;
    }

    /// <summary>Stores the differences. Runs before the rows are replaced, which removes the old numbers.</summary>
    /// <returns>True if the day rollup must be rebuilt.</returns>
    private async Task<bool> ReportAsync(SiteDay stored, List<HourDraft> drafts, CancellationToken cancellationToken)
    {
        var hoursChanged = drafts.Any(draft => draft.IsChanged);
        if (!hoursChanged && stored.Built is null)
        {
            // Nothing to report, or a killed run has replaced the hours and reported.
            return false;
        }

        var rebuilt = await stored.WithAsync(drafts, composer, cancellationToken);
        if (
            !hoursChanged
            && (
                stored.Built!.Rollup.Ids is not null
                    ? stored.Built.HasContentOf(rebuilt)
                    : stored.Built.Row!.Body.Span.SequenceEqual(rebuilt.Encoded.Body.Span)
                        && stored.Built.Row.Head.Span.SequenceEqual(rebuilt.Encoded.Head.Span)
            )
        )
        {
            return false;
        }

        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(stored.Day.Start).UtcDateTime);
        var (before, after) = (await stored.StoredAsync(composer, cancellationToken), stored.Memory.PartOf(rebuilt.Head));
        var difference = new DayDifference(
            stored.Site,
            day,
            before is null ? DayCounts.Zero : await DayCounts.CountAsync(before, cancellationToken),
            await DayCounts.CountAsync(after, cancellationToken)
        );
        if (difference.KeepsTotals)
        {
            var dimensions = before is null ? DayDimensions.None : await DayDimensions.ReadAsync(before, cancellationToken);
            difference = difference with
            {
                Dimensions = dimensions.DifferingFrom(await DayDimensions.ReadAsync(after, cancellationToken)),
            };
            if (difference.Dimensions.Count == 0)
            {
                // The version of the logic, or times within the day.
                return true;
            }
        }

        await _report.WriteAsync(plan.Job, difference, cancellationToken);
        return true;
    }

    private async Task<bool> CommitAsync(SiteDay stored, List<HourDraft> changed, bool dayChanged, CancellationToken cancellationToken)
    {
        var (site, day) = (stored.Site, stored.Day);
        var store = new SegmentStore(parts.Tables, site, parts.Clock);
        var month = RollupPeriod.Of(RollupTier.Month, day.Start);
        RollupPeriod[] parents = dayChanged || changed.Count > 0 ? [day, month] : [month];
        await StaleNote.WriteAsync(parts.Tables, site, parents, parts.Clock.GetUtcNow(), cancellationToken);
        TableOperation[] markers =
        [
            .. parents.Select(period => TableOperation.Upsert(period.StaleKey, default)),
            .. changed.Count > 0 ? (TableOperation[])[RewriteMark.Write()] : [],
        ];
        var batch = new OperationBatch(markers);
        var isSplit = changed.Count > 0 && stored.IsSmall;
        if (isSplit)
        {
            changed = [.. changed, .. await SplitAsync(stored, changed, cancellationToken)];
        }

        foreach (var draft in changed)
        {
            var sink = store.Replacing(draft.Stored is { IsDamaged: false } replaced ? replaced.Segments : null);
            foreach (var segment in stored.Memory.Of(draft.Built.Head))
            {
                await sink.WriteAsync(draft.Period, draft.Built.Head.Segments!.Bits, segment, cancellationToken);
            }

            if (!await AddAsync(draft.Built.Encoded.Write(draft.Period.RowKey, draft.Stored?.Row?.ETag)))
            {
                return false;
            }
        }

        // Last: until then the day contains its hours, and a roll-up that changes it meanwhile makes this operation fail.
        if ((isSplit && !await AddAsync(TableOperation.Delete(day.RowKey, stored.DayRow!.ETag))) || !await CommitAsync())
        {
            return false;
        }

        foreach (var draft in changed)
        {
            await store.SweepAsync(draft.Period, draft.Built.Head, draft.Stored?.Rollup, cancellationToken);
        }

        return true;

        async ValueTask<bool> AddAsync(TableOperation operation)
        {
            if (batch.TryAdd(operation))
            {
                return true;
            }

            if (!await CommitAsync())
            {
                return false;
            }

            batch.Clear();
            return batch.TryAdd(operation);
        }

        async ValueTask<bool> CommitAsync() =>
            (await parts.Tables.CommitAsync(TableNames.Rollups, site, batch.Operations, cancellationToken)).Committed;
    }

    /// <summary>Returns the other hours of a small day, which get rows together with those that changed.</summary>
    private async Task<List<HourDraft>> SplitAsync(SiteDay stored, List<HourDraft> changed, CancellationToken cancellationToken)
    {
        var replaced = changed.Select(draft => draft.Period).ToHashSet();
        var others = new List<HourDraft>();
        foreach (var hour in stored.InDay.Where(hour => !replaced.Contains(hour.Rollup.Period)))
        {
            if (hour.Parts is not { } rows)
            {
                throw new InvalidDataException(
                    $"The rollup '{stored.Day.RowKey}' of site '{stored.Site}' is damaged, "
                        + "and the job replaces only some of its hours. Reprocess the whole day."
                );
            }

            others.Add(
                new(
                    hour.Rollup.Period,
                    hour,
                    await composer.HourAsync(hour.Rollup.Period, rows, stored.Memory, cancellationToken),
                    IsChanged: true
                )
            );
        }

        return others;
    }
}
