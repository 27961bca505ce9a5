using System.ComponentModel;
using Analytics.Core.Operations;

namespace Analytics.Web.Jobs;

/// <summary>Progress of aggregating a partition of the log.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Watermark">The last message that is aggregated.</param>
/// <param name="Last">The last message of the log.</param>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="AgeSeconds">The age of the oldest that waits.</param>
/// <param name="Stuck">True if it stands still while messages wait.</param>
public sealed record PartitionAnswer(
    int Partition,
    [property: Description("The sequence number of the last message that is aggregated.")] long Watermark,
    [property: Description("The sequence number of the last message of the log.")] long Last,
    [property: Description("Messages that wait to be aggregated.")] long Waiting,
    [property: Description("Seconds since the oldest of them was accepted; 0 if none waits.")] double AgeSeconds,
    [property: Description("True if messages wait and none was aggregated for 5 minutes; then the process is not ready.")] bool Stuck
)
{
    /// <summary>The answer for a partition.</summary>
    public static PartitionAnswer Of(PartitionLag lag) =>
        new(lag.Partition, lag.Watermark, lag.Last, lag.Waiting, Math.Round(lag.Age.TotalSeconds, 3), lag.IsStuck);
}
