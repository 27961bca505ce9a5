using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Core.Erasures;

/// <summary>
/// Reads and rewrites the pieces of the archive for an erasure, and waits for those that are not archived yet, which can take minutes.
/// Thread-safe.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="options">Bounds.</param>
/// <param name="clock">The clock.</param>
internal sealed class ArchivePieces(IArchiveEraser archive, ErasureOptions options, TimeProvider clock)
{
    /// <summary>Rewrites the next piece of a partition as <see cref="IArchiveEraser.RewriteNextAsync"/> does.</summary>
    public async Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                return await archive.RewriteNextAsync(partition, cursor, upTo, rewrite, cancellationToken);
            }
            catch (IOException)
            {
                // Waiting here avoids that the job repeats its earlier steps.
                await Task.Delay(options.PollInterval, clock, cancellationToken);
            }
        }
    }

    /// <summary>Reads the messages of all partitions between some cursors and some messages.</summary>
    /// <param name="cursors">By partition, the end of the earlier reading; null for the oldest message. The method advances them.</param>
    /// <param name="upTo">The last message of each partition that must be read.</param>
    /// <param name="read">Receives a message; may be called more than once for the same one.</param>
    /// <param name="readPiece">Is called after some messages, so that it can store what <paramref name="read"/> has collected.</param>
    /// <param name="cancellationToken">Cancels between messages.</param>
    public async Task ReadAsync(
        string?[] cursors,
        long[] upTo,
        Action<LogRecord> read,
        Func<Task> readPiece,
        CancellationToken cancellationToken
    )
    {
        for (var partition = 0; partition < upTo.Length; partition++)
        {
            for (var isLast = false; !isLast; )
            {
                (cursors[partition], isLast) = await RewriteNextAsync(
                    partition,
                    cursors[partition],
                    upTo[partition],
                    Read,
                    cancellationToken
                );
                await readPiece();
            }
        }

        ReadOnlyMemory<byte>? Read(LogRecord record)
        {
            read(record);
            return null;
        }
    }
}
