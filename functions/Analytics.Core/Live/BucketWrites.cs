using Analytics.Core.Partitioning;

namespace Analytics.Core.Live;

/// <summary>
/// Live rows that an aggregator has written, by bucket: their bytes since the bucket was last asked to be rolled up, and their number
/// since it was last asked to be folded. Not thread-safe.
/// </summary>
public sealed class BucketWrites
{
    private readonly long[] _bytes = new long[Partitioner.Buckets];
    private readonly int[] _rows = new int[Partitioner.Buckets];

    /// <summary>Counts a row.</summary>
    public void Add(int bucket, int bytes)
    {
        _bytes[bucket] += bytes;
        _rows[bucket]++;
    }

    /// <summary>The buckets with at least a number of bytes.</summary>
    public IReadOnlyList<int> WithBytes(long bytes) => [.. Enumerable.Range(0, _bytes.Length).Where(bucket => _bytes[bucket] >= bytes)];

    /// <summary>The buckets with at least a number of rows.</summary>
    public IReadOnlyList<int> WithRows(int rows) => [.. Enumerable.Range(0, _rows.Length).Where(bucket => _rows[bucket] >= rows)];

    /// <summary>Starts a bucket's bytes over.</summary>
    public void TakeBytes(int bucket) => _bytes[bucket] = 0;

    /// <summary>Starts a bucket's rows over.</summary>
    public void TakeRows(int bucket) => _rows[bucket] = 0;
}
