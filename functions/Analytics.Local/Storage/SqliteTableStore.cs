using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>
/// The tables in one SQLite file. Waiting transactions are written by one thread with one fsync. Reads use other connections and never
/// wait for the writer. An ETag is a number that only rises. Safe for concurrent use.
/// </summary>
public sealed class SqliteTableStore : ITableStore, ITableVersions, IDisposable
{
    private const long MaxQueuedBytes = 64L * 1024 * 1024;
    private const int MaxGroupBytes = 16 * 1024 * 1024;
    private const int PageRows = 1000;
    private const int PageBytes = 1024 * 1024;

    // Readers use the WAL for milliseconds, and each attempt waits for them.
    private const int MaxAttempts = 20;

    private readonly TableWriter _writer;
    private readonly ConnectionPool<TableReader> _readers;
    private readonly GroupCommitQueue<CommitRequest> _queue;
    private readonly TableVersions _versions = new();

    // Written by the writer's thread alone.
    private bool _mustTruncate;

    private SqliteTableStore(string path, long? maxFileBytes)
    {
        _writer = new TableWriter(path, maxFileBytes);
        _readers = new ConnectionPool<TableReader>(() => new TableReader(path));
        _queue = new GroupCommitQueue<CommitRequest>("tables", MaxQueuedBytes, MaxGroupBytes, request => request.Bytes, Write);
    }

    /// <summary>
    /// The identity of the data directory that the tables belong to, 0 if they have none yet. For use before the first commit.
    /// </summary>
    internal long Identity
    {
        get => _writer.Identity;
        set => _writer.Identity = value;
    }

    /// <summary>Opens the tables. Creates them if the file is missing.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="maxFileBytes">Maximum bytes of the file; null for no limit.</param>
    /// <exception cref="DataDirectoryException">The file has a newer schema.</exception>
    /// <exception cref="TableCorruptException">The file is damaged.</exception>
    public static SqliteTableStore Open(string path, long? maxFileBytes = null) => new(path, maxFileBytes);

    /// <inheritdoc />
    public long VersionOf(string table, string partitionKey) => _versions.Of(table, partitionKey);

    /// <inheritdoc />
    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        new(Read(table, partitionKey, rowKey, withBody: true, [], cancellationToken));

    /// <inheritdoc />
    public ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        TableRules.CheckPartNames(parts);
        return new(Read(table, partitionKey, rowKey, withBody: false, parts, cancellationToken));
    }

    /// <inheritdoc />
    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) => ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, !headsOnly, [], cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        TableRules.CheckPartNames(parts);
        return ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, withBody: false, parts, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="TablesFullException">The disk is full; nothing was written.</exception>
    /// <exception cref="IOException">The disk failed; nothing was written.</exception>
    /// <exception cref="TableCorruptException">The file is damaged.</exception>
    public async ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        TableRules.CheckTransaction(partitionKey, operations);
        return await AddAsync(new CommitRequest(table, partitionKey, operations));
    }

    /// <summary>
    /// Empties the WAL, so that deleted rows are gone from the files. While a reader uses it, that is left to a later commit.
    /// </summary>
    /// <returns>False if a reader uses it.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal async Task<bool> TruncateWalAsync()
    {
        await AddAsync(new CommitRequest(string.Empty, string.Empty, []));
        return !Volatile.Read(ref _mustTruncate);
    }

    /// <summary>
    /// Empties the WAL and overwrites also the copies of deleted rows that rebalancing of pages left: some megabytes at a time, between
    /// other writes.
    /// </summary>
    /// <param name="cancellationToken">Cancels between two parts.</param>
    /// <returns>False if readers prevented the emptying of the WAL.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal async Task<bool> ClearGapsAsync(CancellationToken cancellationToken)
    {
        long? page = 1;
        for (var attempts = 0; page is { } first && attempts < MaxAttempts; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var request = new CommitRequest(string.Empty, string.Empty, []) { UnclearedPage = first };
            await AddAsync(request);
            page = request.UnclearedPage;
            attempts = page == first ? attempts + 1 : 0;
        }

        return page is null;
    }

    private async Task<TableCommit> AddAsync(CommitRequest request)
    {
        if (!_queue.TryAdd(request))
        {
            throw new IOException(
                $"{_writer.Path} cannot keep up: too many writes wait for the disk. Nothing was written; try again later."
            );
        }

        // Not cancelled while it waits: the caller could not know whether its rows were written.
        return await request.Done;
    }

    /// <summary>Writes the queued requests, then closes the file. Later writes fail.</summary>
    public void Dispose()
    {
        _queue.Dispose();

        // The writer is closed last: closing the last connection moves the rest of the WAL into the file, which only the writer may do.
        _readers.Dispose();
        _writer.Dispose();
    }

    // The group is already durable: a failure here must not be reported as a failed commit.
    private void Truncate()
    {
        try
        {
            _mustTruncate = _mustTruncate && !_writer.TryTruncateWal();
        }
        catch (SqliteFailureException)
        {
            _mustTruncate = true;
        }
    }

    private TableRow? Read(
        string table,
        string partitionKey,
        string rowKey,
        bool withBody,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        TableRules.CheckKey(partitionKey);
        TableRules.CheckKey(rowKey);
        using var lease = _readers.Rent();
        return lease.Connection.Read(table, partitionKey, rowKey, withBody, parts);
    }

    private async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool withBody,
        IReadOnlyCollection<string> parts,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        TableRules.CheckKey(partitionKey);
        var from = fromInclusive;
        var page = new List<TableRow>();
        while (ReadPage(table, partitionKey, from, toExclusive, withBody, parts, page, cancellationToken))
        {
            foreach (var row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
            }

            // The next possible key: no character of a key is below a space. Nothing is locked between pages, so a slow caller blocks no
            // checkpoint.
            from = page[^1].RowKey + '\u0001';
            await Task.Yield();
        }
    }

    private bool ReadPage(
        string table,
        string partitionKey,
        string from,
        string? to,
        bool withBody,
        IReadOnlyCollection<string> parts,
        List<TableRow> page,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        page.Clear();
        using var lease = _readers.Rent();
        lease.Connection.ReadRange(table, partitionKey, from, to, withBody, parts, PageRows, PageBytes, page);
        return page.Count > 0;
    }

    private void Write(List<CommitRequest> group)
    {
        _mustTruncate |= group.Exists(static request => request.OnlyTruncates || request.Erases);
        try
        {
            _writer.Commit(group);
            Truncate();
        }
        catch (Exception) when (group.Count > 1)
        {
            // A damaged page or lack of space for one request must not fail the others, so each is tried separately.
            foreach (var request in group)
            {
                Write([request]);
            }

            return;
        }
        catch (SqliteFailureException exception)
        {
            Note(group);
            group[0].Fail(SqliteErrors.FailedWrite(_writer.Path, exception));
            return;
        }
        catch (Exception exception)
        {
            Note(group);
            group[0].Fail(exception);
            return;
        }

        Note(group);
        foreach (var request in group.Where(static request => request.UnclearedPage is null))
        {
            request.Complete();
        }

        foreach (var request in group.Where(static request => request.UnclearedPage is not null))
        {
            ClearGaps(request);
        }
    }

    private void ClearGaps(CommitRequest request)
    {
        try
        {
            request.UnclearedPage = _mustTruncate ? request.UnclearedPage : _writer.ClearGaps(request.UnclearedPage!.Value);
        }
        catch (SqliteFailureException exception)
        {
            request.Fail(SqliteErrors.FailedWrite(_writer.Path, exception));
            return;
        }
        catch (TableCorruptException exception)
        {
            request.Fail(exception);
            return;
        }

        request.Complete();
    }

    // A failed commit may have been written nevertheless.
    private void Note(List<CommitRequest> group) => group.ForEach(request => _versions.Add(request.Table, request.PartitionKey));
}
