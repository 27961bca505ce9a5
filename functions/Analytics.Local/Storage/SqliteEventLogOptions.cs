namespace Analytics.Local.Storage;

/// <summary>Options of the embedded event log.</summary>
public sealed record SqliteEventLogOptions
{
    /// <summary>Partitions of a new log. An existing log keeps its number; opening it with another one is refused.</summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>Bytes of messages that may wait for the disk; above it appends are refused.</summary>
    public long MaxQueuedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes the file may grow to, null for as much as the disk has.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>Time for which messages are kept, so that their period can be reprocessed; null for ever.</summary>
    public TimeSpan? KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Bytes of messages above which the oldest go; null for no limit.</summary>
    public long? KeepBytes { get; init; }
}
