using Analytics.Core.Partitioning;

namespace Analytics.Core.Live;

/// <summary>
/// Live rows that an aggregator has written, by bucket: whether their bytes since the last requested roll-up of the bucket are due for
/// another, their number since its last requested fold, and whether they have history. Not thread-safe.
/// </summary>
public sealed class BucketWrites
{
    private readonly RollupPace[] _paces =
    [
        .. Partitioner.AllBuckets.Select(_ => new RollupPace(RollupDemand.LargeBytes, RollupDemand.LargestBytes)),
    ];
    private readonly int[] _rows = new int[Partitioner.Buckets];
    private readonly HistoryWrites _history = new();

    /// <summary>Counts a row.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="bytes">Its bytes, as they are stored.</param>
    /// <param name="at">When it was written.</param>
    public void Add(int bucket, int bytes, DateTimeOffset at)
    {
        _paces[bucket].Add(bytes, at);
        _rows[bucket]++;
    }

    /// <summary>Counts an hour of a site in the rows.</summary>
    /// <param name="siteHash">The site.</param>
    /// <param name="hour">The hour's first second, Unix time.</param>
    /// <param name="at">When it was written.</param>
    public void AddHour(ulong siteHash, long hour, DateTimeOffset at) => _history.Add(siteHash, hour, at);

    /// <summary>Returns the buckets with so many bytes that they should be rolled up.</summary>
    public IReadOnlyList<int> Due() => [.. Enumerable.Range(0, _paces.Length).Where(bucket => _paces[bucket].IsDue)];

    /// <summary>Returns the buckets with at least a number of rows.</summary>
    public IReadOnlyList<int> WithRows(int rows) => [.. Enumerable.Range(0, _rows.Length).Where(bucket => _rows[bucket] >= rows)];

    /// <summary>Returns the buckets to which events of many past days of a site were written, as by an import.</summary>
    public IReadOnlyList<int> WithHistory() => _history.Buckets();

    /// <summary>Takes a bucket's bytes for rolled up.</summary>
    public void ResetBytes(int bucket) => _paces[bucket].Reset();

    /// <summary>Resets a bucket's rows to 0.</summary>
    public void ResetRows(int bucket) => _rows[bucket] = 0;

    /// <summary>Takes a bucket's history for requested.</summary>
    public void ResetHistory(int bucket) => _history.Reset(bucket);
}
