using System.ComponentModel;
using Analytics.Core.Jobs;

namespace Analytics.Web.Jobs;

/// <summary>Progress of a job.</summary>
/// <param name="Phase">preparing, replaying, replacing, rebuilding or erasing.</param>
/// <param name="MessagesRead">Messages of the log read.</param>
/// <param name="MessagesTotal">Messages to read.</param>
/// <param name="EventsRead">Events read.</param>
/// <param name="DamagedMessages">Messages that could not be aggregated.</param>
/// <param name="DaysDone">Number of completed days.</param>
/// <param name="DaysTotal">Days of the range.</param>
/// <param name="RowsCompared">Number of hour rollups rebuilt.</param>
/// <param name="RowsReplaced">Number of rebuilt rollups that differed.</param>
/// <param name="SetAside">Number of days of sites that could not be rebuilt.</param>
/// <param name="LeftFrom">The beginning of the range that stays unchanged.</param>
/// <param name="LeftTo">Its end, exclusive.</param>
public sealed record JobProgressAnswer(
    [property: Description("preparing, replaying, replacing, rebuilding or erasing.")] string Phase,
    long MessagesRead,
    long MessagesTotal,
    long EventsRead,
    [property: Description("Messages that could not be aggregated; they are in the dead letters.")] long DamagedMessages,
    long DaysDone,
    long DaysTotal,
    [property: Description("Hour rollups made again and compared.")] long RowsCompared,
    [property: Description("Hour rollups that differed, and were replaced unless it is a dry run.")] long RowsReplaced,
    [property: Description("Days of sites that could not be made again and keep what they had; they are in the dead letters.")]
        long SetAside,
    [property: Description("The beginning of what is left as it is, because the log no longer holds its events; null if nothing is.")]
        DateTimeOffset? LeftFrom,
    [property: Description("The end of what is left as it is, exclusive.")] DateTimeOffset? LeftTo
)
{
    /// <summary>Returns the answer for a progress.</summary>
    public static JobProgressAnswer Of(JobProgress progress) =>
        new(
            progress.Phase.ToString().ToLowerInvariant(),
            progress.MessagesRead,
            progress.MessagesTotal,
            progress.EventsRead,
            progress.DamagedMessages,
            progress.DaysDone,
            progress.DaysTotal,
            progress.RowsCompared,
            progress.RowsReplaced,
            progress.SetAside,
            progress.LeftFrom,
            progress.LeftTo
        )
        {
            Erased = progress.Erased,
        };

    /// <summary>The report of an erasure.</summary>
    [Description("What an erasure has done; null of other jobs.")]
    public ErasureCounts? Erased { get; init; }
}
