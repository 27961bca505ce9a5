using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>Rewrites messages of the archive that contain data to be erased. Safe for concurrent use with everything else.</summary>
/// <remarks><see cref="IOException"/> means "not now": the caller tries again later.</remarks>
public interface IArchiveEraser
{
    /// <summary>
    /// Rewrites messages of the next piece of a partition, in order. They keep their sequence numbers and times; a repetition changes
    /// nothing.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cursor">The end of the previous piece; null for the first piece.</param>
    /// <param name="upTo">The last message to process. Later ones stay as they are, because the tables keep them.</param>
    /// <param name="rewrite">Returns the new body of a message, or null to keep it. May be called more than once for a message.</param>
    /// <param name="cancellationToken">Cancels between messages.</param>
    /// <exception cref="IOException">The archive does not answer now, or does not contain the last message yet.</exception>
    Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    );

    /// <summary>Overwrites the remains of deleted and rewritten bytes in files of this installation.</summary>
    /// <exception cref="IOException">Something remains for now; try again.</exception>
    Task PurgeAsync(CancellationToken cancellationToken);
}
