using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Analytics.Azure.Failures;
using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Analytics.Azure.Copies;

/// <summary>
/// Copies the tables that can't be rebuilt from raw events, <c>sites</c> and <c>control</c>, to blobs, and restores missing rows from a
/// copy. A copy is not a snapshot: each row is consistent in itself. Thread-safe.
/// </summary>
/// <remarks>
/// The salts of days are left out: they are deleted after 48 hours so that nobody can be recognised across days, and a copy would outlive
/// them. After a restore without them, visitors of at most two days count twice.
/// </remarks>
/// <param name="service">The storage account of the tables.</param>
/// <param name="tables">The same tables as rows.</param>
/// <param name="container">The container of the copies.</param>
/// <param name="clock">The current time, by which copies are named.</param>
public sealed class TableCopies(TableServiceClient service, ITableStore tables, BlobContainerClient container, TimeProvider clock)
{
    private const string StorageName = "The storage of copies";
    private const string Extension = ".ndjson.gz";
    private const string NameFormat = "yyyy/MM/dd/HHmmss";
    private const string LeasePartition = "leases";
    private const int ConcurrentInserts = 16;
    private const int NotFound = 404;
    private static readonly string[] Copied = [TableNames.Sites, TableNames.Control];

    /// <summary>Writes a copy of each table.</summary>
    /// <returns>The copy's name, for <see cref="RestoreAsync"/>.</returns>
    /// <exception cref="IOException">
    /// The storage does not answer now. The copy is incomplete; restoring it fails with a message that says so.
    /// </exception>
    public async Task<string> CopyAsync(CancellationToken cancellationToken)
    {
        var name = clock.GetUtcNow().ToString(NameFormat, CultureInfo.InvariantCulture);
        foreach (var table in Copied)
        {
            await TransientFailures.AskAsync(
                StorageName,
                async () =>
                {
                    await WriteAsync(name, table, cancellationToken);
                    return true;
                },
                cancellationToken
            );
        }

        return name;
    }

    /// <summary>Returns the names of the copies, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            names.Add(blob.Name[..blob.Name.LastIndexOf('/')]);
        }

        return [.. names];
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
        || (partitionKey != LeasePartition && (partitionKey != TableSaltStore.Partition || rowKey == TableSaltStore.ImportRow));

    private async Task WriteAsync(string name, string table, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient(BlobName(name, table));
        var content = await blob.OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken);
        await using (content)
        {
            var compressed = new GZipStream(content, CompressionLevel.Fastest);
            await using (compressed)
            {
                var rows = 0;
                await foreach (var row in RowsAsync(table, cancellationToken))
                {
                    await WriteLineAsync(CopyLine.OfRow(row));
                    rows++;
                }

                await WriteLineAsync(CopyLine.OfEnd(rows));

                async Task WriteLineAsync(CopyLine line) =>
                    await compressed.WriteAsync((byte[])[.. line.ToBytes(), (byte)'\n'], cancellationToken);
            }
        }
    }

    private async IAsyncEnumerable<TableRow> RowsAsync(string table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = service.GetTableClient(table);
        await foreach (var entity in client.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (TableKeys.IsOverflowPartition(entity.PartitionKey))
            {
                continue;
            }

            if (
                IsCopied(table, TableKeys.Unescape(entity.PartitionKey), TableKeys.Unescape(entity.RowKey))
                && await RowReader.ReadAsync(client, entity, RowSelection.All, cancellationToken) is { } row
            )
            {
                yield return row;
            }
        }
    }

    private async Task<Stream> OpenAsync(string copy, CancellationToken cancellationToken)
    {
        try
        {
            return await TransientFailures.AskAsync(
                StorageName,
                () => container.GetBlobClient(copy).OpenReadAsync(cancellationToken: cancellationToken),
                cancellationToken
            );
        }
        catch (RequestFailedException exception) when (exception.Status == NotFound)
        {
            throw new FileNotFoundException(
                $"There is no copy '{copy}' in the container '{container.Name}'. Restore one that is listed.",
                copy,
                exception
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
        var content = await OpenAsync(copy, cancellationToken);
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
