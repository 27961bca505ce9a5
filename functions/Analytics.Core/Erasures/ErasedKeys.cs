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
/// <param name="checkpoints">Stores the keys.</param>
internal sealed class ErasedKeys(ArchivePieces archive, ErasureCheckpoints checkpoints)
{
    /// <summary>Keys that are in memory at a time before they are stored: some 30 MB.</summary>
    private const int MaxInMemory = 1024 * 1024;

    /// <summary>Stores the keys of the ids in the messages between some cursors and some messages.</summary>
    /// <param name="job">The job.</param>
    /// <param name="scope">The events to erase.</param>
    /// <param name="cursors">By partition, the end of the earlier reading; null for the oldest message. The method advances them.</param>
    /// <param name="upTo">The last message of each partition that must be read.</param>
    /// <param name="cancellationToken">Cancels between messages; another call from the same cursors stores the rest.</param>
    /// <returns>
    /// The scope, that of visitors with all keys that the job has stored; and false if the messages have no event of the visitors, and no
    /// key either.
    /// </returns>
    public async Task<(ErasureScope Scope, bool HasFound)> CollectAsync(
        Job job,
        ErasureScope scope,
        string?[] cursors,
        long[] upTo,
        CancellationToken cancellationToken
    )
    {
        if (!scope.IsOfVisitors && !scope.HasPartialDays)
        {
            return (scope, true);
        }

        var ids = new ErasedEventIds(scope);
        await archive.ReadAsync(
            cursors,
            upTo,
            record => ids.Add(record.Body),
            () => ids.Keys.Count < MaxInMemory ? Task.CompletedTask : StoreAsync(),
            cancellationToken
        );
        await StoreAsync();
        if (!scope.IsOfVisitors)
        {
            return (scope, true);
        }

        var sent = await checkpoints.ReadKeysAsync(job.Id, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken);
        return (scope.WithSent(sent), ids.HasFound || sent.Count > 0);

        async Task StoreAsync()
        {
            await checkpoints.WriteKeysAsync(job.Id, ids.Keys, cancellationToken);
            ids.Keys.Clear();
        }
    }
}
