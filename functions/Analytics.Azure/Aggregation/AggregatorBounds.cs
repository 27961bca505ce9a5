using Analytics.Core.Aggregation;

namespace Analytics.Azure.Aggregation;

/// <summary>
/// Bounds of the aggregators of one instance. An instance may be assigned every partition: when it is the only one, and at the start of a
/// backlog.
/// </summary>
internal static class AggregatorBounds
{
    /// <summary>Number of keys that all aggregators together remember, in each of two generations.</summary>
    private const int Keys = 1024 * 1024;

    /// <summary>Number of texts that all aggregators together keep.</summary>
    private const int Texts = 2 * 1024 * 1024;

    /// <summary>Bytes of texts that all aggregators together keep.</summary>
    private const int TextBytes = 200 * 1024 * 1024;

    private const int LeastOfOne = 16 * 1024;
    private const int LeastBytesOfOne = 1024 * 1024;

    /// <summary>Returns the bounds for a hub with a number of partitions, at most the defaults of a process that has few.</summary>
    public static AggregationOptions For(int partitions)
    {
        var usual = new AggregationOptions();
        return usual with
        {
            MemoryPerGeneration = Math.Clamp(Keys / partitions, LeastOfOne, usual.MemoryPerGeneration),
            MaxTexts = Math.Clamp(Texts / partitions, LeastOfOne, usual.MaxTexts),
            MaxTextBytes = Math.Clamp(TextBytes / partitions, LeastBytesOfOne, usual.MaxTextBytes),
        };
    }
}
