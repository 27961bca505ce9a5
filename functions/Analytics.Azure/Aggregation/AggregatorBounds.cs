using Analytics.Core.Aggregation;

namespace Analytics.Azure.Aggregation;

/// <summary>
/// Bounds of the aggregators of an instance, which may be given every partition: while it is the only one, and at the start of a backlog.
/// </summary>
internal static class AggregatorBounds
{
    /// <summary>Keys that all aggregators remember in each of two generations.</summary>
    private const int Keys = 1024 * 1024;

    /// <summary>Texts that all aggregators keep, at some 100 bytes.</summary>
    private const int Texts = 2 * 1024 * 1024;

    private const int LeastOfOne = 16 * 1024;

    /// <summary>Bounds for a hub of so many partitions, never above those of a process that has few.</summary>
    public static AggregationOptions For(int partitions)
    {
        var usual = new AggregationOptions();
        return usual with
        {
            MemoryPerGeneration = Math.Clamp(Keys / partitions, LeastOfOne, usual.MemoryPerGeneration),
            MaxTexts = Math.Clamp(Texts / partitions, LeastOfOne, usual.MaxTexts),
        };
    }
}
