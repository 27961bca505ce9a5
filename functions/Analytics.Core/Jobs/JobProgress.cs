namespace Analytics.Core.Jobs;

/// <summary>Progress of a job.</summary>
/// <param name="Phase">The current phase, or the last one.</param>
/// <param name="MessagesRead">Messages of the log read.</param>
/// <param name="MessagesTotal">Messages to read, as counted when it began.</param>
/// <param name="EventsRead">Events in the messages read.</param>
/// <param name="DamagedMessages">Messages that could not be aggregated; they are in the dead letters.</param>
/// <param name="DaysDone">Days whose rows are compared and replaced.</param>
/// <param name="DaysTotal">Days of the range.</param>
/// <param name="RowsCompared">Hour rollups rebuilt.</param>
/// <param name="RowsReplaced">Those among them that differed, and were replaced unless it is a dry run.</param>
/// <param name="SetAside">Days of sites that could not be rebuilt and keep their rows; they are in the dead letters.</param>
/// <param name="LeftFrom">The beginning of the range that is left unchanged, because the archive does not reach back so far.</param>
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
