namespace Analytics.Core.Queries.Execution;

/// <summary>The rolling averages of a series.</summary>
/// <param name="Series">The averages of each averaged metric, by its index, for every bucket of the range.</param>
/// <param name="CompleteFrom">
/// Index of the first bucket of the range whose averages rest on as many buckets as they should, all since the site's first event; null if
/// there is none.
/// </param>
internal sealed record RollingResult(IReadOnlyList<(int Metric, double?[] Series)> Series, int? CompleteFrom)
{
    /// <summary>Result of a query without averages.</summary>
    public static RollingResult None { get; } = new([], null);
}
