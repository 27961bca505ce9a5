using Analytics.Core.EventLog;

namespace Analytics.Core.Aggregation;

/// <summary>Bytes that an aggregator has written to the live table, by bucket, since the bucket was last taken. Not thread-safe.</summary>
public sealed class BucketBytes
{
    private readonly long[] _bytes = new long[Partitioner.Buckets];

    /// <summary>Counts bytes.</summary>
    public void Add(int bucket, int bytes) => _bytes[bucket] += bytes;

    /// <summary>The buckets that have reached so many bytes.</summary>
    public IReadOnlyList<int> From(long bytes) => [.. Enumerable.Range(0, _bytes.Length).Where(bucket => _bytes[bucket] >= bytes)];

    /// <summary>Starts a bucket over.</summary>
    public void Take(int bucket) => _bytes[bucket] = 0;
}
