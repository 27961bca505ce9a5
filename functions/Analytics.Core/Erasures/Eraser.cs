using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Imports;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Erasures;

/// <summary>
/// Erases a site, a range of its time or some of its visitors from everything that is stored: archived messages, live rows, rollups, key
/// rows and dead letters. Everything acknowledged before the start of the job is erased; events that arrive while it runs may be erased
/// too, and later ones stay.
/// </summary>
/// <remarks>
/// <code>
/// 1  wait     until the aggregators have passed the log's end as it was when the job began
/// 2  archive  rewrite the messages up to where the aggregators are
/// 3  archive  between two rounds: rewrite the messages from 2 up to W, where the aggregators are now
/// 4  tables   between the same rounds: rewrite live rows and rollups of all messages up to W
/// 5  archive  rebuild the hours in which other visitors sent ids that the erased visitor had sent, too
/// </code>
/// So tables and archive lose the same events, and reprocessing brings none of them back. Each step changes nothing where it was
/// done, so an interrupted job repeats them, the second from its last checkpoint. Waiting erasures of visitors of one site are one job
/// here: they are begun and ended in one transaction each, and in between all of them go on after a crash.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="log">The event log.</param>
/// <param name="archive">Rewrites archived messages.</param>
/// <param name="sites">The registrations.</param>
/// <param name="keys">The API keys.</param>
/// <param name="statistics">The rolling averages.</param>
/// <param name="reprocessor">Rebuilds hours from the archive.</param>
/// <param name="rounds">The roll-up rounds; the same object that everything else in the process uses.</param>
/// <param name="jobs">The jobs.</param>
/// <param name="imports">The daily aggregates, of the instance that queries read.</param>
/// <param name="rollups">The options of rollups.</param>
/// <param name="options">Bounds.</param>
/// <param name="clock">The clock.</param>
public sealed class Eraser(
    ITableStore tables,
    IEventLog log,
    IArchiveEraser archive,
    SiteRegistry sites,
    ApiKeyRegistry keys,
    ILiveStatistics statistics,
    Reprocessor reprocessor,
    RollupRounds rounds,
    JobTable jobs,
    DailyImports imports,
    RollupOptions rollups,
    ErasureOptions options,
    TimeProvider clock
) : IJobKind
{
    /// <summary>The name of its jobs.</summary>
    public const string Kind = "erase";

    // The end of 2099, behind everything that can be stored.
    private const long LastSecond = 4_102_444_799;

    private readonly PeriodErasure _periods = new(tables, clock, rollups);
    private readonly ErasureCheckpoints _checkpoints = new(tables);
    private readonly ArchivePieces _pieces = new(archive, options, clock);
    private readonly ErasedKeys _keys = new(new(archive, options, clock), new(tables), options, clock);
    private readonly SharedEventIds _shared = new(reprocessor, new(tables));
    private readonly LetterErasure _letters = new(tables, clock, log.PartitionCount);

    /// <inheritdoc/>
    public string Name => Kind;

    /// <inheritdoc/>
    public TimeSpan ProgressEvery => options.ProgressEvery;

    /// <inheritdoc/>
    /// <remarks>A site is erased when its last events are in the log. Others do not wait for that.</remarks>
    public TimeSpan WaitOf(Job job) => job.Erases == ErasureKind.Site ? options.Settle : TimeSpan.Zero;

    /// <inheritdoc/>
    public bool RunsTogether(Job job, Job other) =>
        (job.Erases, other.Erases) == (ErasureKind.Visitor, ErasureKind.Visitor) && job.Sites![0] == other.Sites![0];

    /// <inheritdoc/>
    /// <remarks>Storage that does not answer does not end the job: it tries again until everything is erased.</remarks>
    public async Task RunAsync(Job job, JobWork work, CancellationToken cancellationToken)
    {
        work.ShowErased();
        if (ErasureScope.Of(job) is { } scope)
        {
            await UntilDoneAsync(() => EraseAsync(job, scope, work, cancellationToken), cancellationToken);
        }

        await UntilDoneAsync(() => ForgetVisitorsAsync(job.Ids, cancellationToken), cancellationToken);
        await UntilDoneAsync(() => ClearAsync(job.Id, cancellationToken), cancellationToken);
        await UntilDoneAsync(() => archive.PurgeAsync(cancellationToken), cancellationToken);
    }

    private async Task UntilDoneAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (IOException)
            {
                await Task.Delay(options.PollInterval, clock, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async Task ClearAsync(string job, CancellationToken cancellationToken)
    {
        await ForgetVisitorsAsync([job], cancellationToken);
        await _checkpoints.DeleteAsync(job, cancellationToken);
        await _shared.ClearAsync(job, cancellationToken);
    }

    private Task ForgetVisitorsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        jobs.UpdateAsync(ids, ended => ended with { Visitors = null }, cancellationToken);

    private async Task EraseAsync(Job job, ErasureScope scope, JobWork work, CancellationToken cancellationToken)
    {
        work.Phase = JobPhase.Preparing;
        work.Counters.Unreadable = 0;
        if (scope.IsWholeSite)
        {
            await keys.DeleteOfSiteAsync(scope.Site, cancellationToken);

            // The request deletes the registration long before this, unless its process ended in between or the clocks differ.
            var isSettled = !await sites.DeleteAsync(scope.Site, cancellationToken) && job.CreatedAt + options.Settle <= clock.GetUtcNow();
            await (isSettled ? Task.CompletedTask : Task.Delay(options.Settle, clock, cancellationToken));
        }

        // Letters first: one that is retried meanwhile appends its message again, and the end of the log is read after that.
        await _letters.RunAsync(scope, work.Counters, cancellationToken);
        await WaitAsync(cancellationToken);
        work.Phase = JobPhase.Erasing;
        var passed = await GoalAsync(job, cancellationToken);
        scope = await _periods.WithRepetitionsAsync(scope, cancellationToken);
        var ids = await _checkpoints.ReadIdsAsync(job.Id, log.PartitionCount, cancellationToken);
        (scope, var hasFound) = await _keys.CollectAsync(job, scope, ids, passed, cancellationToken);
        var messages = new MessageEraser(scope);
        work.Counters.MessagesTotal = passed.Sum();

        // Messages that were read and have nothing to erase are not read again.
        var cursors = hasFound
            ? await _checkpoints.ReadAsync(job.Id, log.PartitionCount, scope.Identity, cancellationToken)
            : [.. ids.Cursors];
        await RewriteAsync(job, scope, cursors, passed, messages, work.Counters, cancellationToken);
        messages = await rounds.BetweenRoundsAsync(
            token => EraseBetweenRoundsAsync(job, scope, ids, cursors, messages, work.Counters, token),
            cancellationToken
        );
        await _letters.RunAsync(scope, work.Counters, cancellationToken);
        Interlocked.Add(ref work.Counters.Unreadable, messages.Unreadable);
        await EraseImportsAsync(scope, work.Counters, cancellationToken);
        await ForgetAsync(scope, work.Counters, cancellationToken);
        work.Phase = JobPhase.Rebuilding;
        await rounds.RunBucketAsync(Partitioner.BucketOf(Partitioner.SiteHash(scope.Site)), cancellationToken);
        await _shared.RebuildAsync(job, scope.Site, messages.SharedHours, cancellationToken);
    }

    /// <summary>Waits until every message that is in the log now is aggregated.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < log.PartitionCount; partition++)
        {
            var end = await log.LastSequenceNumberAsync(partition, cancellationToken);
            while ((await Watermark.ReadAsync(tables, partition, cancellationToken)).SequenceNumber < end)
            {
                await Task.Delay(options.PollInterval, clock, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Returns the messages to read before the lease of rollups is taken. A run that continues the job has the goal of the first one:
    /// with a newer goal, each run would wait for the archive again, which lags by more than a run may last.
    /// </summary>
    private async Task<long[]> GoalAsync(Job job, CancellationToken cancellationToken)
    {
        if (await _checkpoints.ReadGoalAsync(job.Id, log.PartitionCount, cancellationToken) is { } stored)
        {
            return stored;
        }

        var goal = await WatermarksAsync(cancellationToken);
        await _checkpoints.WriteGoalAsync(job.Id, goal, cancellationToken);
        return goal;
    }

    private async Task<long[]> WatermarksAsync(CancellationToken cancellationToken)
    {
        var passed = new long[log.PartitionCount];
        for (var partition = 0; partition < passed.Length; partition++)
        {
            passed[partition] = (await Watermark.ReadAsync(tables, partition, cancellationToken)).SequenceNumber;
        }

        return passed;
    }

    /// <summary>Rewrites the archive from some cursors up to some messages.</summary>
    private async Task RewriteAsync(
        Job job,
        ErasureScope scope,
        string?[] cursors,
        long[] upTo,
        MessageEraser messages,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        var checkpointed = clock.GetTimestamp();
        for (var partition = 0; partition < upTo.Length; partition++)
        {
            for (var isLast = false; !isLast; )
            {
                (cursors[partition], isLast) = await _pieces.RewriteNextAsync(
                    partition,
                    cursors[partition],
                    upTo[partition],
                    Erase,
                    cancellationToken
                );
                if (isLast || clock.GetElapsedTime(checkpointed) >= options.ProgressEvery)
                {
                    // Before the checkpoint, because messages before it are not read again.
                    await _periods.RemoveIdsAsync(scope, messages.UntimedIds, cancellationToken);
                    messages.UntimedIds.Clear();
                    if (messages.SharedHours.Count == 0)
                    {
                        // An interrupted job must find the events of shared hours once more, so it gets no checkpoint behind them.
                        await _checkpoints.WriteAsync(job.Id, cursors, scope.Identity, cancellationToken);
                    }

                    checkpointed = clock.GetTimestamp();
                }
            }
        }

        ReadOnlyMemory<byte>? Erase(LogRecord record)
        {
            var events = messages.Events;
            var remaining = messages.Erase(record.Body);
            Interlocked.Increment(ref counters.Messages);
            Interlocked.Add(ref counters.RewrittenMessages, remaining is null ? 0 : 1);
            Interlocked.Add(ref counters.ErasedEvents, messages.Events - events);
            return remaining;
        }
    }

    /// <summary>Erases from the messages that were aggregated meanwhile, then from live rows and rollups.</summary>
    /// <returns>The eraser of the messages, with its counts.</returns>
    private async Task<MessageEraser> EraseBetweenRoundsAsync(
        Job job,
        ErasureScope before,
        IdReading ids,
        string?[] cursors,
        MessageEraser messages,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        var upTo = await WatermarksAsync(cancellationToken);
        var scope = await _periods.WithRepetitionsAsync(before, cancellationToken);
        (scope, _) = await _keys.CollectAsync(job, scope, ids, upTo, cancellationToken);
        if (scope.Identity != before.Identity)
        {
            // A round has found more repetitions since, or messages contain more ids: their events may be anywhere in the archive.
            Array.Clear(cursors);
            messages = new(scope);
        }

        // The ids of the range, which identify repetitions, are deleted with the rows of the tables, so the archive comes first.
        await RewriteAsync(job, scope, cursors, upTo, messages, counters, cancellationToken);
        var live = new LiveErasure(tables, rollups.Logic);
        for (var partition = 0; partition < upTo.Length; partition++)
        {
            await live.RunAsync(scope, partition, upTo[partition], counters, cancellationToken);
        }

        // Even if no row was rewritten now: the job may have been interrupted after it had rewritten them.
        await RollupProgress.CountRewriteAsync(tables, Partitioner.BucketOf(Partitioner.SiteHash(scope.Site)), cancellationToken);
        await _periods.RemoveIdsAsync(scope, live.UntimedIds, cancellationToken);
        await _periods.RunAsync(
            scope,
            token => _checkpoints.ReadKeysAsync(job.Id, token).Where(key => !messages.SharedKeys.Contains(key)),
            counters,
            cancellationToken
        );
        return messages;
    }

    /// <summary>
    /// Erases imported daily aggregates. A day that the range touches is removed as a whole, because totals cannot be divided. An erasure
    /// of one visitor leaves them, because they name no visitor.
    /// </summary>
    private async Task EraseImportsAsync(ErasureScope scope, JobCounters counters, CancellationToken cancellationToken)
    {
        if (scope.IsWholeSite)
        {
            Interlocked.Add(ref counters.DeletedRows, await imports.DeleteAllAsync(scope.Site, cancellationToken));
        }
        else if (!scope.IsOfVisitors && await sites.ReadAsync(scope.Site, cancellationToken) is { } site)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
            var days = new ImportedDays(DayOf(scope.From, zone), DayOf(scope.To - 1, zone));
            Interlocked.Add(ref counters.DeletedRows, await imports.RemoveDaysAsync(scope.Site, days, cancellationToken));
        }
    }

    private static DateOnly DayOf(long second, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(second, 0, LastSecond)), zone).DateTime
        );

    /// <summary>Deletes the remaining data of a site (its notes and reports) and its live statistics of the last hour.</summary>
    private async Task ForgetAsync(ErasureScope scope, JobCounters counters, CancellationToken cancellationToken)
    {
        if (!scope.IsOfVisitors && scope.To > (clock.GetUtcNow() - TimeSpan.FromHours(1)).ToUnixTimeSeconds())
        {
            statistics.Forget(scope.Site);
        }

        if (!scope.IsWholeSite)
        {
            return;
        }

        await RetentionNote.DeleteAsync(tables, scope.Site, cancellationToken);
        var reports = new DifferenceTable(tables);
        foreach (var other in await jobs.ListAsync(cancellationToken))
        {
            Interlocked.Add(ref counters.DeletedRows, await reports.DeleteAsync(other.Id, scope.Site, cancellationToken));
        }
    }
}
