namespace Analytics.Local.Storage;

/// <summary>Options of the embedded event log.</summary>
public sealed record SqliteEventLogOptions
{
    /// <summary>Number of partitions of a new log. An existing log keeps its number and can't be opened with another.</summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>Maximum bytes of messages that wait for the disk; further appends are rejected.</summary>
    public long MaxQueuedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Maximum bytes of the file; null for no limit.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>Time for which messages are kept, so that their period can be reprocessed; null for no limit.</summary>
    public TimeSpan? KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Maximum bytes of messages, above which the oldest are deleted; null for no limit.</summary>
    public long? KeepBytes { get; init; }
}
