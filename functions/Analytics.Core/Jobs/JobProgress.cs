namespace Analytics.Core.Jobs;

/// <summary>Progress of a job.</summary>
/// <param name="Phase">The current phase, or the last one.</param>
/// <param name="MessagesRead">Messages of the log read.</param>
/// <param name="MessagesTotal">Messages there were to read when it began.</param>
/// <param name="EventsRead">Events in those that were read.</param>
/// <param name="DamagedMessages">Messages that could not be aggregated; they are in the dead letters.</param>
/// <param name="DaysDone">Days whose rows are compared and replaced.</param>
/// <param name="DaysTotal">Days of the range.</param>
/// <param name="RowsCompared">Hour rollups made again.</param>
/// <param name="RowsReplaced">Those among them that differed, and were replaced unless it is a dry run.</param>
/// <param name="SetAside">Days of sites that could not be made again and keep what they had; they are in the dead letters.</param>
/// <param name="LeftFrom">The beginning of what is left as it is, because the archive does not reach back so far.</param>
/// <param name="LeftTo">Its end, exclusive.</param>
public sealed record JobProgress(
    JobPhase Phase,
    long MessagesRead,
    long MessagesTotal,
    long EventsRead,
    long DamagedMessages,
    long DaysDone,
    long DaysTotal,
    long RowsCompared,
    long RowsReplaced,
    long SetAside,
    DateTimeOffset? LeftFrom,
    DateTimeOffset? LeftTo
)
{
    /// <summary>The progress of an erasure; null for other kinds.</summary>
    public ErasureCounts? Erased { get; init; }
}
