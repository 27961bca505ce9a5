namespace Analytics.Core.EventLog;

/// <summary>A message of the event log as the aggregator reads it.</summary>
/// <param name="Partition">The partition, 0-based.</param>
/// <param name="SequenceNumber">Ascending within the partition; the first is 1. Gaps are allowed, repeats are redeliveries.</param>
/// <param name="EnqueuedTime">Time at which the log accepted the message.</param>
/// <param name="Body">An <see cref="EventMessage"/>: one or more event segments.</param>
public readonly record struct LogRecord(int Partition, long SequenceNumber, DateTimeOffset EnqueuedTime, ReadOnlyMemory<byte> Body);
