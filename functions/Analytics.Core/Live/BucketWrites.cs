using Analytics.Core.Partitioning;

namespace Analytics.Core.Live;

/// <summary>
/// Live rows that an aggregator has written, by bucket: their bytes since the last requested roll-up of the bucket, and their number
/// since its last requested fold. Not thread-safe.
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

    /// <summary>Returns the buckets with at least a number of bytes.</summary>
    public IReadOnlyList<int> WithBytes(long bytes) => [.. Enumerable.Range(0, _bytes.Length).Where(bucket => _bytes[bucket] >= bytes)];

    /// <summary>Returns the buckets with at least a number of rows.</summary>
    public IReadOnlyList<int> WithRows(int rows) => [.. Enumerable.Range(0, _rows.Length).Where(bucket => _rows[bucket] >= rows)];

    /// <summary>Resets a bucket's bytes to 0.</summary>
    public void ResetBytes(int bucket) => _bytes[bucket] = 0;

    /// <summary>Resets a bucket's rows to 0.</summary>
    public void ResetRows(int bucket) => _rows[bucket] = 0;
}
