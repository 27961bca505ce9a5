using System.Globalization;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>The one connection that writes tables. Not thread-safe.</summary>
internal sealed class TableWriter : IDisposable
{
    private const int PageBytes = 8 * 1024;
    private const int CacheKibibytes = 16384;
    private const int ClearedPages = 2048;
    private const long ETagsReserved = 1 << 20;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _insertPart;
    private readonly SqliteStatement _deleteParts;
    private readonly SqliteStatement _reserve;
    private long _nextETag;
    private long _reservedETag;
    private bool _full = true;

    public TableWriter(string path, long? maxFileBytes)
    {
        _database = SqliteDatabase.OpenWriter(path, PageBytes, CacheKibibytes);
        try
        {
            SqliteSchema.Migrate(_database, TableSchema.Migrations);
            _database.TruncateLeftWal();
            if (maxFileBytes is { } bytes)
            {
                _database.Execute($"PRAGMA max_page_count={Math.Max(1, bytes / PageBytes)}");
            }

            _begin = _database.Prepare("BEGIN IMMEDIATE");
            _commit = _database.Prepare("COMMIT");
            _find = _database.Prepare("SELECT id, etag FROM rows WHERE tbl=?1 AND pk=?2 AND rk=?3");
            _insert = _database.Prepare(
                "INSERT INTO rows(tbl, pk, rk, etag, head_checksum, body_checksum, head, body) VALUES(?6, ?7, ?8, ?1, ?2, ?3, ?4, ?5)"
            );
            _update = _database.Prepare("UPDATE rows SET etag=?1, head_checksum=?2, body_checksum=?3, head=?4, body=?5 WHERE id=?6");
            _delete = _database.Prepare("DELETE FROM rows WHERE id=?1");
            _insertPart = _database.Prepare("INSERT INTO parts(row, name, checksum, content) VALUES(?1, ?2, ?3, ?4)");
            _deleteParts = _database.Prepare("DELETE FROM parts WHERE row=?1");
            _reserve = _database.Prepare(
                $"INSERT INTO settings(name, value) VALUES('{TableSchema.ETagSetting}', "
                    + "?1) ON CONFLICT(name) DO UPDATE SET value=excluded.value"
            );
            _nextETag = Math.Max(1, _database.QueryInteger($"SELECT value FROM settings WHERE name='{TableSchema.ETagSetting}'"));
            _reservedETag = _nextETag;
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public string Path => _database.Path;

    /// <summary>The identity of the data directory, 0 if the file has none yet.</summary>
    public long Identity
    {
        get => DirectoryIdentity.Read(_database);
        set => DirectoryIdentity.Write(_database, value);
    }

    /// <summary>
    /// Writes a group in one SQLite transaction and sets the outcome of each request. If it throws, nothing of the group was written.
    /// </summary>
    public void Commit(List<CommitRequest> group)
    {
        // Without an fsync for "live" alone: after a crash the aggregator replays the log, which was synced first, from the watermark in
        // the same WAL. An fsync for any other table makes all earlier commits durable too, so no row ever refers to a live row that a
        // crash can remove.
        SqliteErrors.ThrowIfMoved(_database);
        SetSync(group.Exists(static request => request.Table != TableNames.Live));
        try
        {
            _begin.Run();
            foreach (var request in group)
            {
                request.Outcome = Apply(request);
            }

            _commit.Run();
        }
        catch
        {
            _database.Rollback();

            // The reservation was rolled back with the transaction; assigned numbers stay used.
            _reservedETag = _nextETag;
            throw;
        }
    }

    /// <summary>Overwrites copies of rows that rebalancing left in some megabytes of pages. The WAL must be empty.</summary>
    /// <param name="first">Number of the first page, from 1.</param>
    /// <returns>The number of the next page; null if all are done.</returns>
    public long? ClearGaps(long first)
    {
        if (_database.QueryInteger("PRAGMA page_count") < PageGaps.MaxPages)
        {
            return _database.ClearGaps(first, ClearedPages);
        }

        // Files of 256 GiB are written again as a whole.
        _database.Execute("VACUUM");
        return null;
    }

    /// <summary>Empties the WAL, so that deleted rows are gone from the files.</summary>
    /// <returns>False if a reader prevented it.</returns>
    public bool TryTruncateWal() => _database.TryTruncateWal();

    public void Dispose() => _database.Dispose();

    private TableCommit Apply(CommitRequest request)
    {
        // All conditions are checked before the first write, so that a conflict leaves nothing to undo.
        Span<long> ids = stackalloc long[TableLimits.MaxOperations];
        for (var i = 0; i < request.Operations.Count; i++)
        {
            var operation = request.Operations[i];
            ids[i] = Find(request, operation.RowKey, out var etag);
            var holds = operation.Kind switch
            {
                TableOperationKind.Insert => ids[i] == 0,
                TableOperationKind.Upsert => true,
                _ => ids[i] != 0 && etag.ToString(CultureInfo.InvariantCulture) == operation.ETag,
            };
            if (!holds)
            {
                return new TableCommit(null, operation.RowKey);
            }
        }

        var etags = new string[request.Operations.Count];
        for (var i = 0; i < etags.Length; i++)
        {
            etags[i] = Write(request, request.Operations[i], ids[i]);
        }

        return new TableCommit(etags, null);
    }

    private long Find(CommitRequest request, string rowKey, out long etag)
    {
        try
        {
            var found = _find.Bind(1, request.Table).Bind(2, request.PartitionKey).Bind(3, rowKey).Step();
            etag = found ? _find.Integer(1) : 0;
            return found ? _find.Integer(0) : 0;
        }
        finally
        {
            _find.Reset();
        }
    }

    private string Write(CommitRequest request, TableOperation operation, long id)
    {
        if (id != 0)
        {
            _deleteParts.Bind(1, id).Run();
        }

        if (operation.Kind == TableOperationKind.Delete)
        {
            _delete.Bind(1, id).Run();
            return string.Empty;
        }

        var etag = TakeETag();
        var statement = (id == 0 ? _insert : _update)
            .Bind(1, etag)
            .Bind(2, (long)XxHash64.Hash(operation.Head.Span, (ulong)etag))
            .Bind(3, (long)XxHash64.Hash(operation.Body.Span, (ulong)etag))
            .Bind(4, operation.Head.Span)
            .Bind(5, operation.Body.Span);
        if (id == 0)
        {
            statement.Bind(6, request.Table).Bind(7, request.PartitionKey).Bind(8, operation.RowKey).Run();
            id = _database.LastRowId;
        }
        else
        {
            statement.Bind(6, id).Run();
        }

        foreach (var part in operation.Parts)
        {
            var checksum = (long)XxHash64.Hash(part.Content.Span, (ulong)etag);
            _insertPart.Bind(1, id).Bind(2, part.Name).Bind(3, checksum).Bind(4, part.Content.Span).Run();
        }

        return etag.ToString(CultureInfo.InvariantCulture);
    }

    // Reserved in blocks and never assigned twice, even after the row with the highest ETag was deleted and the program restarted.
    private long TakeETag()
    {
        if (_nextETag >= _reservedETag)
        {
            _reserve.Bind(1, _nextETag + ETagsReserved).Run();
            _reservedETag = _nextETag + ETagsReserved;
        }

        return _nextETag++;
    }

    private void SetSync(bool full)
    {
        if (full != _full)
        {
            _database.Execute(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            _full = full;
        }
    }
}
