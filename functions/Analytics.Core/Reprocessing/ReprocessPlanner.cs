using Analytics.Core.Archives;
using Analytics.Core.Jobs;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>Determines the messages that a job reads and the rows that it replaces. Thread-safe.</summary>
internal sealed class ReprocessPlanner(ReprocessingParts parts, RollupRounds rounds)
{
    private readonly ArchiveReach _reach = new(parts.Archive, parts.Tables);

    public async Task<ReprocessPlan> PrepareAsync(Job job, CancellationToken cancellationToken)
    {
        var end = new long[parts.Archive.PartitionCount];
        for (var partition = 0; partition < end.Length; partition++)
        {
            end[partition] = (await Watermark.ReadAsync(parts.Tables, partition, cancellationToken)).SequenceNumber;
        }

        // Puts every message up to the end into hour rollups; see HourComposer.
        await rounds.RunAsync(openHoursToo: true, cancellationToken);
        var available = await _reach.FromAsync(cancellationToken);
        var to = RollupPeriod.Of(RollupTier.Hour, job.To.ToUnixTimeSeconds() - 1).End;
        var from = RollupPeriod.Of(RollupTier.Hour, job.From.ToUnixTimeSeconds()).Start;
        from = Math.Min(to, Math.Max(from, available?.ToUnixTimeSeconds() ?? from));
        var day = RollupPeriod.Of(RollupTier.Day, from).Start;
        var start = new long[end.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = parts.Options.Parallelism, CancellationToken = cancellationToken };
        await StorageWork.ForEachAsync(
            Enumerable.Range(0, start.Length),
            parallel,
            async (partition, token) =>
            {
                var earliest = DateTimeOffset.FromUnixTimeSeconds(day) - ArchiveReach.Before;
                var isEmpty = await parts.Archive.OldestAsync(partition, token) is null;
                start[partition] = isEmpty
                    ? end[partition]
                    : Math.Min(end[partition], await parts.Archive.SeekAsync(partition, earliest, token));
            }
        );
        return new(job.Id, job.DryRun, from, to, start, end, day);
    }

    /// <summary>Checks that no message was deleted before it was read.</summary>
    /// <exception cref="ReprocessException">One may have been.</exception>
    public async Task CheckRetainedAsync(ReprocessPlan plan, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < plan.Start.Count; partition++)
        {
            var oldest = await parts.Archive.OldestAsync(partition, cancellationToken);
            var first = oldest?.SequenceNumber ?? plan.End[partition] + 1;
            if (first > 1 && first > plan.Start[partition] + 1)
            {
                throw new ReprocessException(
                    $"The archive of partition {partition} now begins with message {first}, "
                        + $"but the job needs those from {plan.Start[partition] + 1}: "
                        + "they were deleted while it ran. Nothing was replaced; "
                        + "start it again with a later 'from', or keep the archive for longer."
                );
            }
        }
    }
}
