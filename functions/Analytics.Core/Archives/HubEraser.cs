using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// Rejects erasure if the event hub is the only archive: its messages cannot be rewritten, so reprocessing would restore erased events.
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
            "The event hub is the only archive, and its messages can't be rewritten. "
                + "Turn Event Hubs Capture on and name its account in the settings (docs/deploy.md), then erase again."
        );

    /// <inheritdoc/>
    public Task PurgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
