using Analytics.Core.Live;
using Analytics.Core.Periods;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// The replays of all partitions after they have reached the job's end. A rollup may include later messages by then; a row
/// that replaces it must have them as well, so the replay continues message by message. Thread-safe.
/// </summary>
internal sealed class ReplayTail(ReprocessingParts parts, ReplayStore store, IReadOnlyList<PartitionReplay> replays) : IDisposable
{
    private readonly SemaphoreSlim _readLock = new(1, 1);
    private readonly long[] _reached = [.. replays.Select(replay => replay.ReplayedTo)];

    /// <summary>Returns the stored size of the blocks of a bucket and day so far, in bytes.</summary>
    public Task<long> BytesAsync(long day, int bucket, CancellationToken cancellationToken) =>
        store.BytesAsync(replays.Count, day, bucket, cancellationToken);

    /// <summary>Reads the blocks of a bucket and day, of messages at least up to those that the caller needs.</summary>
    public async Task<UnitBlocks> ReadAsync(
        long day,
        int bucket,
        IReadOnlyDictionary<int, long> needed,
        CancellationToken cancellationToken
    )
    {
        foreach (var (partition, last) in needed)
        {
            if (last > Volatile.Read(ref _reached[partition]))
            {
                await FollowAsync(partition, last, cancellationToken);
            }
        }

        // Before the blocks are read, because blocks stored during the reading may or may not be among them.
        long[] reached = [.. Enumerable.Range(0, _reached.Length).Select(partition => Volatile.Read(ref _reached[partition]))];
        return new(reached, await store.ReadAsync(replays.Count, day, bucket, cancellationToken));
    }

    /// <summary>Returns all messages that any rollup may include now.</summary>
    public async Task<Inclusion> AllAsync(CancellationToken cancellationToken)
    {
        var ranges = new Dictionary<int, SequenceRange[]>();
        for (var partition = 0; partition < replays.Count; partition++)
        {
            ranges[partition] = [new(0, (await Watermark.ReadAsync(parts.Tables, partition, cancellationToken)).SequenceNumber)];
        }

        return Inclusion.FromRanges(ranges);
    }

    public void Dispose() => _readLock.Dispose();

    private async Task FollowAsync(int partition, long last, CancellationToken cancellationToken)
    {
        await _readLock.WaitAsync(cancellationToken);
        try
        {
            if (last <= _reached[partition])
            {
                return;
            }

            var watermark = await Watermark.ReadAsync(parts.Tables, partition, cancellationToken);
            await replays[partition].RunAsync(watermark.SequenceNumber, each: true, cancellationToken);
            Volatile.Write(ref _reached[partition], watermark.SequenceNumber);
        }
        finally
        {
            _readLock.Release();
        }
    }
}
