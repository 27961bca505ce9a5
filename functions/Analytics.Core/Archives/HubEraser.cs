using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// Refuses to erase where the event hub is the only archive: its messages can't be rewritten, so reprocessing would bring back what was
/// erased.
/// </summary>
public sealed class HubEraser : IArchiveEraser
{
    /// <inheritdoc/>
    public Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    ) =>
        throw new InvalidOperationException(
            "The event hub is the only archive, and its messages can't be rewritten. Turn Event Hubs Capture on and name its account in the settings (docs/deploy.md), then erase again."
        );

    /// <inheritdoc/>
    public Task PurgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
