using System.Globalization;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Local.Storage;

namespace Analytics.Local.Reprocessing;

/// <summary>
/// Rewrites messages of the event log in place, a few megabytes at a time between appends, and empties the write-ahead logs. Thread-safe.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="tables">The tables, whose files are purged too.</param>
internal sealed class LocalArchiveEraser(SqliteEventLog log, SqliteTableStore tables) : IArchiveEraser
{
    private const int PieceBytes = 2 * 1024 * 1024;

    /// <inheritdoc />
    public async Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    )
    {
        var after = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        var records = await log.ReadAsync(partition, after, PieceBytes, cancellationToken);
        var changed = new List<LogRecord>();
        foreach (var record in records.TakeWhile(record => record.SequenceNumber <= upTo))
        {
            cancellationToken.ThrowIfCancellationRequested();
            after = record.SequenceNumber;
            if (rewrite(record) is { } body)
            {
                changed.Add(record with { Body = body });
            }
        }

        if (changed.Count > 0)
        {
            await log.ReplaceAsync(partition, changed);
        }

        return new(after.ToString(CultureInfo.InvariantCulture), records.Count == 0 || records[^1].SequenceNumber >= upTo);
    }

    /// <inheritdoc />
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        // Deletion overwrites rows with zeros, but rebalancing of pages leaves copies of moved rows.
        if (!await tables.ClearGapsAsync(cancellationToken) || !await log.TruncateWalAsync())
        {
            throw new IOException(
                "A reader is in a write-ahead log, which therefore still holds what was erased; it is emptied when the reader has ended."
            );
        }
    }
}
