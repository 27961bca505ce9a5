namespace Analytics.Core.EventLog;

/// <summary>
/// Compares the end of a partition's log with how far its tables have counted. Log and tables can be lost, restored and copied apart from
/// each other.
/// </summary>
/// <remarks>
/// Example: the tables have counted up to message 40, and the log was made again and is empty. Messages that it numbered from 1 would be
/// skipped as repeats, so its numbering goes on after 40. A log that is ahead of the tables is normal: what they lack is aggregated from
/// it.
/// </remarks>
/// <param name="Partition">The partition.</param>
/// <param name="LastEnqueued">The highest sequence number that the log gave out; 0 if none.</param>
/// <param name="Watermark">The highest sequence number whose effects are in the tables; 0 if none.</param>
public readonly record struct LogContinuity(int Partition, long LastEnqueued, long Watermark)
{
    /// <summary>
    /// True if the log ends below the watermark: it was lost, replaced or restored from an older copy, and new messages with its numbers
    /// would not be counted.
    /// </summary>
    public bool IsBehind => LastEnqueued < Watermark;

    /// <summary>The number after which new messages are numbered, so that none is taken for a repeat.</summary>
    public long NumberAfter => Math.Max(LastEnqueued, Watermark);

    /// <summary>The messages that the log should have and has not; null if it is not behind.</summary>
    /// <param name="found">Time at which the gap was noticed.</param>
    public LogGap? GapFoundAt(DateTimeOffset found) => IsBehind ? new(Partition, LastEnqueued, Watermark, found) : null;
}
