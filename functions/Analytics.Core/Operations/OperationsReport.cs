using Analytics.Core.DeadLetters;

namespace Analytics.Core.Operations;

/// <summary>The state of the stages after the log, for operators.</summary>
/// <param name="At">The time of the measurement.</param>
/// <param name="Partitions">The distance between log and watermark, by partition.</param>
/// <param name="Live">The rows of the live table.</param>
/// <param name="SetAside">Counts of dead letters.</param>
/// <param name="RollupLag">The time that the oldest closed hour has waited for its roll-up; null before the first roll-up.</param>
public sealed record OperationsReport(
    DateTimeOffset At,
    IReadOnlyList<PartitionLag> Partitions,
    LiveBacklog Live,
    DeadLetterCounts SetAside,
    TimeSpan? RollupLag
)
{
    /// <summary>The age of the oldest live row.</summary>
    public TimeSpan OldestLiveRowAge => Live.OldestRow is { } oldest && oldest < At ? At - oldest : TimeSpan.Zero;
}
