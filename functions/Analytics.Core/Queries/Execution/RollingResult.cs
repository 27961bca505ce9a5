namespace Analytics.Core.Queries.Execution;

/// <summary>The rolling averages of a series.</summary>
/// <param name="Series">The averages for every bucket of the range, with the index of their metric.</param>
/// <param name="CompleteFrom">Index of the first bucket of the range whose averages cover a full window since the site's first event;
/// null if there is none.</param>
/// <param name="BucketsBefore">Number of whole buckets before the range that the averages need. If more exist than were read, the averages
/// must be computed again with these.</param>
internal sealed record RollingResult(IReadOnlyList<(int Metric, double?[] Series)> Series, int? CompleteFrom, int BucketsBefore)
{
    /// <summary>The result of a query without averages.</summary>
    public static RollingResult None { get; } = new([], null, 0);
}
