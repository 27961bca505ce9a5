namespace Analytics.Core.Tables;

/// <summary>
/// Counts commits by partition, for stores that implement <see cref="ITableVersions"/>. Partitions share a fixed number of counters.
/// Thread-safe.
/// </summary>
public sealed class TableVersions
{
    private const int Counters = 1 << 16;

    private readonly int[] _commits = new int[Counters];

    /// <summary>Returns the version of a partition.</summary>
    public long Of(string table, string partitionKey) => Volatile.Read(ref _commits[IndexOf(table, partitionKey)]);

    /// <summary>Records a commit. Call it after the commit's rows can be read, and before it returns to its caller.</summary>
    public void Add(string table, string partitionKey) => Interlocked.Increment(ref _commits[IndexOf(table, partitionKey)]);

    private static int IndexOf(string table, string partitionKey) => HashCode.Combine(table, partitionKey) & (Counters - 1);
}
