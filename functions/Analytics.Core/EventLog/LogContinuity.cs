namespace Analytics.Core.EventLog;

/// <summary>
/// Compares the end of a partition's log with the watermark of its tables. Log and tables can be lost, restored and copied independently
/// of each other.
/// </summary>
/// <remarks>
/// Example: the tables have counted up to message 40, and the log was recreated and is empty. Messages that it numbered from 1 would be
/// skipped as repeats, so its numbering continues after 40. A log that is ahead of the tables is normal: the rest is aggregated from
/// it.
/// </remarks>
/// <param name="Partition">The partition.</param>
/// <param name="LastEnqueued">The highest sequence number that the log assigned; 0 if none.</param>
/// <param name="Watermark">The highest sequence number whose effects are in the tables; 0 if none.</param>
public readonly record struct LogContinuity(int Partition, long LastEnqueued, long Watermark)
{
    /// <summary>
    /// True if the log ends below the watermark: it was lost, replaced or restored from an older copy, and new messages with its numbers
    /// would not be counted.
    /// </summary>
    public bool IsBehind => LastEnqueued < Watermark;

    /// <summary>The number after which new messages are numbered, so that none is mistaken for a repeat.</summary>
    public long NumberAfter => Math.Max(LastEnqueued, Watermark);

    /// <summary>Returns the messages that the log should have and does not have; null if it is not behind.</summary>
    /// <param name="found">Time at which the gap was noticed.</param>
    public LogGap? GapFoundAt(DateTimeOffset found) => IsBehind ? new(Partition, LastEnqueued, Watermark, found) : null;
}
