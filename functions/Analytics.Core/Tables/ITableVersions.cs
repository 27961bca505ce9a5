namespace Analytics.Core.Tables;

/// <summary>
/// Detects without a read whether a partition was written. A store implements it if all writes of its tables pass through it, in one
/// process. Thread-safe.
/// </summary>
public interface ITableVersions
{
    /// <summary>
    /// Returns the version of a partition: while it stays the same, no commit on the partition has returned. It may change without one.
    /// </summary>
    /// <remarks>
    /// Get it before reading. Rows read afterwards are still current while the version stays the same, except for commits that have not
    /// returned yet.
    /// </remarks>
    /// <param name="table">The table.</param>
    /// <param name="partitionKey">The partition.</param>
    long VersionOf(string table, string partitionKey);
}
