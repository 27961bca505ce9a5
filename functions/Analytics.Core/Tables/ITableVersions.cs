namespace Analytics.Core.Tables;

/// <summary>
/// Tells without a read that nothing was written. A store implements it if all writes of its tables pass through it, in one process.
/// Thread-safe.
/// </summary>
public interface ITableVersions
{
    /// <summary>
    /// The version of a partition: as long as it stays the same, no commit on the partition has returned. It may change without one.
    /// </summary>
    /// <remarks>
    /// Take it before reading. What was read then is what a read gives now if the version is still the same, but for commits that have not
    /// returned yet.
    /// </remarks>
    /// <param name="table">The table.</param>
    /// <param name="partitionKey">The partition.</param>
    long VersionOf(string table, string partitionKey);
}
