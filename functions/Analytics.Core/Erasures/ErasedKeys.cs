using Analytics.Core.Jobs;

namespace Analytics.Core.Erasures;

/// <summary>
/// The keys of the ids of the events that a job erases, stored with the job before anything is erased, because neither the rewritten
/// archive nor the rows of an old day tell them. Thread-safe.
/// </summary>
/// <remarks>
/// They are removed from the ids that an old day stores separately from its rows; otherwise an event sent again after the erasure would be
/// dropped as a repetition of an erased one. Those of a visitor also tell which events of others may count from now on:
/// <see cref="SharedEventIds"/>.
/// </remarks>
/// <param name="archive">The archive.</param>
/// <param name="checkpoints">Stores the keys, and the progress of the reading.</param>
/// <param name="options">The interval at which the progress is stored.</param>
/// <param name="clock">Measures it.</param>
internal sealed class ErasedKeys(ArchivePieces archive, ErasureCheckpoints checkpoints, ErasureOptions options, TimeProvider clock)
{
    /// <summary>Keys that are in memory at a time before they are stored: some 30 MB.</summary>
    private const int MaxInMemory = 1024 * 1024;

    /// <summary>Stores the keys of the ids in the messages between some cursors and some messages.</summary>
    /// <param name="job">The job.</param>
    /// <param name="scope">The events to erase.</param>
    /// <param name="reading">The end of the earlier reading, which the method advances and stores.</param>
    /// <param name="upTo">The last message of each partition that must be read.</param>
    /// <param name="cancellationToken">Cancels between messages; another call from the stored reading stores the rest.</param>
    /// <returns>
    /// The scope, that of visitors with all keys that the job has stored; and false if the messages have no event of the visitors, and no
    /// key either.
    /// </returns>
    public async Task<(ErasureScope Scope, bool HasFound)> CollectAsync(
        Job job,
        ErasureScope scope,
        IdReading reading,
        long[] upTo,
        CancellationToken cancellationToken
    )
    {
        if (!scope.IsOfVisitors && !scope.HasPartialDays)
        {
            return (scope, true);
        }

        var ids = new ErasedEventIds(scope);
        var stored = clock.GetTimestamp();
        await archive.ReadAsync(
            reading.Cursors,
            upTo,
            record => ids.Add(record.Body),
            () => ids.Keys.Count < MaxInMemory && clock.GetElapsedTime(stored) < options.ProgressEvery ? Task.CompletedTask : StoreAsync(),
            cancellationToken
        );
        await StoreAsync();
        if (!scope.IsOfVisitors)
        {
            return (scope, true);
        }

        var sent = await checkpoints.ReadKeysAsync(job.Id, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken);
        return (scope.WithSent(sent), reading.HasFound || sent.Count > 0);

        async Task StoreAsync()
        {
            await checkpoints.WriteKeysAsync(job.Id, ids.Keys, cancellationToken);
            ids.Keys.Clear();
            reading.HasFound |= ids.HasFound;

            // After the keys, because the messages before it are not read again.
            await checkpoints.WriteIdsAsync(job.Id, reading, cancellationToken);
            stored = clock.GetTimestamp();
        }
    }
}
