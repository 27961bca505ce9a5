namespace Analytics.Core.EventLog;

/// <summary>Shorthands for the event log.</summary>
public static class EventLogExtensions
{
    /// <summary>Appends one message; see <see cref="IEventLog.AppendAsync"/>.</summary>
    public static ValueTask AppendAsync(
        this IEventLog log,
        int partition,
        ReadOnlyMemory<byte> message,
        CancellationToken cancellationToken
    ) => log.AppendAsync(partition, [message], cancellationToken);
}
