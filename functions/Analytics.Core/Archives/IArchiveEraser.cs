using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// Rewrites messages of the archive that hold something that is to be erased. Safe for concurrent use with everything else.
/// </summary>
/// <remarks><see cref="IOException"/> means "not now": the caller tries again later.</remarks>
public interface IArchiveEraser
{
    /// <summary>
    /// Rewrites messages of the next piece of a partition, in order. They keep their sequence numbers and times; doing it again changes
    /// nothing.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cursor">The end of the piece before; null for the oldest.</param>
    /// <param name="upTo">The last message that must be looked at; the piece may go further.</param>
    /// <param name="rewrite">The new body of a message; null leaves it as it is. May be called more than once for a message.</param>
    /// <param name="cancellationToken">Cancels between messages.</param>
    /// <exception cref="IOException">The archive does not answer now, or does not reach up to the last message yet.</exception>
    Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    );

    /// <summary>Overwrites whatever remains of deleted and rewritten bytes in files of this installation.</summary>
    /// <exception cref="IOException">Something remains for now; try again.</exception>
    Task PurgeAsync(CancellationToken cancellationToken);
}
