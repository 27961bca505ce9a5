namespace Analytics.Core.Operations;

/// <summary>The distance between a partition's log and its watermark at one moment.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Watermark">The highest sequence number that is aggregated.</param>
/// <param name="Last">The highest sequence number of the log.</param>
/// <param name="Age">The time since the oldest waiting message was accepted; zero if none waits.</param>
/// <param name="StandsStill">The time for which the watermark has not moved while messages waited; zero if none waits.</param>
public sealed record PartitionLag(int Partition, long Watermark, long Last, TimeSpan Age, TimeSpan StandsStill)
{
    /// <summary>The time without progress after which a partition counts as stuck.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Messages that wait to be aggregated.</summary>
    public long Waiting => Math.Max(0, Last - Watermark);

    /// <summary>True if messages wait and none was aggregated for <see cref="Patience"/>.</summary>
    public bool IsStuck => StandsStill >= Patience;
}
