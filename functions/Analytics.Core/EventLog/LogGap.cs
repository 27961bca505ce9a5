namespace Analytics.Core.EventLog;

/// <summary>
/// Messages of a partition that the tables have counted and that are missing from the log, so they cannot be read again.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="After">The last message before the gap; 0 if it begins at the first.</param>
/// <param name="Until">The last message of the gap.</param>
/// <param name="Found">Time at which the gap was found.</param>
public sealed record LogGap(int Partition, long After, long Until, DateTimeOffset Found);
