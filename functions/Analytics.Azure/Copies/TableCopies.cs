using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Azure.Failures;
using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace Analytics.Azure.Copies;

/// <summary>
/// Copies the tables that can't be rebuilt from raw events, <c>sites</c> and <c>control</c>, to blobs, and restores missing rows from a
/// copy. A copy is not a snapshot: each row is consistent in itself. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A copy may take several runs. A run stores pieces as blocks of the blobs and, after each, how far it has come; the next run goes on
/// there. The blobs come into being when all blocks are stored, so that there is no incomplete copy to restore.
/// </para>
/// <para>
/// The salts of days are left out: they are deleted after 48 hours so that nobody can be recognised across days, and a copy would outlive
/// them. After a restore without them, visitors of at most two days count twice.
/// </para>
/// </remarks>
/// <param name="service">The storage account of the tables.</param>
/// <param name="tables">The same tables as rows.</param>
/// <param name="container">The container of the copies.</param>
/// <param name="clock">The current time, by which copies are named.</param>
/// <param name="bounds">Bounds of a run.</param>
public sealed class TableCopies(
    TableServiceClient service,
    ITableStore tables,
    BlobContainerClient container,
    TimeProvider clock,
    CopyBounds bounds
)
{
    private const string StorageName = "The storage of copies";
    private const string Extension = ".ndjson.gz";
    private const string NameFormat = "yyyy/MM/dd/HHmmss";
    private const string LeasePartition = "leases";
    private const int ConcurrentInserts = 16;
    private static readonly string[] Copied = [TableNames.Sites, TableNames.Control];

    // A copy is begun in each quarter of a UTC day.
    private static readonly TimeSpan BeginEvery = TimeSpan.FromHours(6);

    // The storage deletes blocks of a blob that does not exist yet after a week.
    private static readonly TimeSpan BlocksLast = TimeSpan.FromDays(6);

    private readonly TableLease _lease = new(tables, "copies", clock);

    /// <summary>
    /// Goes on with the copy that an earlier run has not completed, or begins one if none was begun in this quarter of the UTC day. Does
    /// nothing while another process copies.
    /// </summary>
    /// <returns>The name of the copy that this run has completed, for <see cref="RestoreAsync"/>; null if it has completed none.</returns>
    /// <exception cref="IOException">The storage does not answer now. The next run goes on from the last piece.</exception>
    public async Task<string?> CopyAsync(CancellationToken cancellationToken)
    {
        string? completed = null;
        await _lease.TryRunAsync(
            async token => completed = await TransientFailures.AskAsync(StorageName, () => GoOnAsync(token), token),
            cancellationToken
        );
        return completed;
    }

    /// <summary>Returns the names of the completed copies, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var blobs = await container
            .GetBlobsAsync(cancellationToken: cancellationToken)
            .Select(static blob => blob.Name)
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        return
        [
            .. blobs
                .Select(static blob => blob[..blob.LastIndexOf('/')])
                .Distinct(StringComparer.Ordinal)
                .Where(name => Copied.All(table => blobs.Contains(BlobName(name, table))))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Inserts the rows of a copy that are missing. Existing rows are newer and stay, so restoring is safe at any time and may be
    /// repeated.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no copy of that name.</exception>
    /// <exception cref="InvalidDataException">The copy is damaged or incomplete; the rows before the damage are restored.</exception>
    /// <exception cref="IOException">A storage does not answer now; restore again.</exception>
    public async Task<IReadOnlyList<RestoredCopy>> RestoreAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var table in Copied)
        {
            await RequireAsync(BlobName(name, table), cancellationToken);
        }

        var restored = new List<RestoredCopy>();
        foreach (var table in Copied)
        {
            var (inserted, kept) = (0, 0);
            await Parallel.ForEachAsync(
                ReadAsync(name, table, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = ConcurrentInserts, CancellationToken = cancellationToken },
                async (line, token) =>
                {
                    var commit = await tables.CommitAsync(table, line.Partition!, [line.ToInsert()], token);
                    _ = commit.Committed ? Interlocked.Increment(ref inserted) : Interlocked.Increment(ref kept);
                }
            );
            restored.Add(new(table, inserted, kept));
        }

        return restored;
    }

    private static string BlobName(string name, string table) => $"{name}/{table}{Extension}";

    private static bool IsCopied(string table, string partitionKey, string rowKey) =>
        table != TableNames.Control
        || (
            partitionKey is not (LeasePartition or CopyProgress.PartitionKey)
            && (partitionKey != TableSaltStore.Partition || rowKey == TableSaltStore.ImportRow)
        );

    private static string NameOf(CopyProgress progress) => progress.StartedAt.ToString(NameFormat, CultureInfo.InvariantCulture);

    private static string BlockId(int piece) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(piece.ToString("D8", CultureInfo.InvariantCulture)));

    private BlockBlobClient BlobOf(CopyProgress progress, string table) => container.GetBlockBlobClient(BlobName(NameOf(progress), table));

    private async Task<string?> GoOnAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var latest = await CopyProgress.ReadAsync(tables, cancellationToken);
        if (latest is { IsCompleted: true } && !IsDue(latest))
        {
            return null;
        }

        var progress =
            latest is { IsCompleted: false } && clock.GetUtcNow() - latest.StartedAt < BlocksLast
                ? latest
                : new(clock.GetUtcNow(), new Dictionary<string, TableProgress>(), IsCompleted: false);
        foreach (var table in Copied)
        {
            while (!progress.Of(table).IsRead)
            {
                progress = await CopyPieceAsync(progress, table, started, cancellationToken);
                if (clock.GetElapsedTime(started) >= bounds.RunLength)
                {
                    return null;
                }
            }
        }

        foreach (var table in Copied)
        {
            var blocks = Enumerable.Range(0, progress.Of(table).Pieces).Select(BlockId);
            await BlobOf(progress, table).CommitBlockListAsync(blocks, cancellationToken: cancellationToken);
        }

        await (progress with { IsCompleted = true }).WriteAsync(tables, cancellationToken);
        return NameOf(progress);
    }

    private bool IsDue(CopyProgress latest) =>
        clock.GetUtcNow().UtcTicks / BeginEvery.Ticks != latest.StartedAt.UtcTicks / BeginEvery.Ticks;

    /// <summary>Stores the next piece of a table, and then the progress.</summary>
    private async Task<CopyProgress> CopyPieceAsync(CopyProgress progress, string table, long started, CancellationToken cancellationToken)
    {
        using var piece = new CopyPiece();
        var before = progress.Of(table);
        var (partition, row, isRead) = (before.Partition, before.Row, true);
        await foreach (var (entity, line) in LinesAsync(table, before, cancellationToken))
        {
            (partition, row) = (entity.PartitionKey, entity.RowKey);
            if (line is not null)
            {
                piece.AddRow(line);
            }

            if (piece.Bytes >= bounds.PieceBytes || clock.GetElapsedTime(started) >= bounds.RunLength)
            {
                isRead = false;
                break;
            }
        }

        var rows = before.Rows + piece.Rows;
        if (isRead)
        {
            piece.AddEnd(rows);
        }

        if (piece.Bytes > 0)
        {
            await BlobOf(progress, table).StageBlockAsync(BlockId(before.Pieces), piece.Complete(), cancellationToken: cancellationToken);
        }

        // After the piece: if this is lost, the next run writes the same block again.
        var next = progress.With(table, new(before.Pieces + (piece.Bytes > 0 ? 1 : 0), rows, partition, row, isRead));
        await next.WriteAsync(tables, cancellationToken);
        return next;
    }

    /// <summary>Reads the entities of a table after those that are copied, with null for those that are not copied.</summary>
    private async IAsyncEnumerable<(TableEntity Entity, CopyLine? Line)> LinesAsync(
        string table,
        TableProgress after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var client = service.GetTableClient(table);
        foreach (var filter in FiltersOf(after))
        {
            await foreach (var entity in client.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                var isCopied =
                    !TableKeys.IsOverflowPartition(entity.PartitionKey)
                    && IsCopied(table, TableKeys.Unescape(entity.PartitionKey), TableKeys.Unescape(entity.RowKey));
                var row = isCopied ? await RowReader.ReadAsync(client, entity, RowSelection.All, cancellationToken) : null;
                yield return (entity, row is null ? null : CopyLine.OfRow(row));
            }
        }
    }

    // Two queries, because the storage reads the whole table to answer one that asks for either.
    private static IEnumerable<string?> FiltersOf(TableProgress after) =>
        after.Partition is null
            ? [null]
            :
            [
                TableClient.CreateQueryFilter($"PartitionKey eq {after.Partition} and RowKey gt {after.Row}"),
                TableClient.CreateQueryFilter($"PartitionKey gt {after.Partition}"),
            ];

    private async Task RequireAsync(string copy, CancellationToken cancellationToken)
    {
        var exists = await TransientFailures.AskAsync(
            StorageName,
            () => container.GetBlobClient(copy).ExistsAsync(cancellationToken),
            cancellationToken
        );
        if (!exists)
        {
            throw new FileNotFoundException(
                $"There is no copy '{copy}' in the container '{container.Name}'. Restore one that is listed.",
                copy
            );
        }
    }

    private async IAsyncEnumerable<CopyLine> ReadAsync(
        string name,
        string table,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var copy = BlobName(name, table);
        var content = await TransientFailures.AskAsync(
            StorageName,
            () => container.GetBlobClient(copy).OpenReadAsync(cancellationToken: cancellationToken),
            cancellationToken
        );
        await using (content)
        {
            using var lines = new StreamReader(new GZipStream(content, CompressionMode.Decompress));
            for (var rows = 0; ; rows++)
            {
                var line = await lines.ReadLineAsync(cancellationToken) is { } text
                    ? CopyLine.Parse(text, copy)
                    : throw new InvalidDataException(
                        $"The copy '{copy}' ends after {rows} rows without its last line: it was not completed. Restore an earlier one."
                    );
                if (line.Rows is { } expected)
                {
                    if (expected != rows)
                    {
                        throw new InvalidDataException($"The copy '{copy}' has {rows} rows and says {expected}. Restore an earlier one.");
                    }

                    yield break;
                }

                yield return line;
            }
        }
    }
}

/// <summary>The outcome of restoring one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Restored">Number of rows that were missing and were inserted.</param>
/// <param name="Kept">Number of rows that existed and were not changed.</param>
public sealed record RestoredCopy(string Table, int Restored, int Kept);
