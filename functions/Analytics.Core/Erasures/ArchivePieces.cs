using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Core.Erasures;

/// <summary>The pieces of the archive, for which an erasure waits: the archive may lag by minutes. Thread-safe.</summary>
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
                // The steps before need not be taken again for that.
                await Task.Delay(options.PollInterval, clock, cancellationToken);
            }
        }
    }

    /// <summary>Reads the messages of all partitions between some cursors and some messages.</summary>
    /// <param name="cursors">The end of what was read before by partition; null for the oldest. Is moved on.</param>
    /// <param name="upTo">The last message of each partition that must be read.</param>
    /// <param name="read">Takes a message. May be called more than once for one.</param>
    /// <param name="cancellationToken">Cancels between messages.</param>
    public async Task ReadAsync(string?[] cursors, long[] upTo, Action<LogRecord> read, CancellationToken cancellationToken)
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
            }
        }

        ReadOnlyMemory<byte>? Read(LogRecord record)
        {
            read(record);
            return null;
        }
    }
}
