using Analytics.Core.Hashing;

namespace Analytics.Local.Storage;

/// <summary>The one connection that writes the log. Not thread-safe.</summary>
internal sealed class EventLogWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _commit;
    private readonly TimeProvider _timeProvider;
    private readonly int _partitions;

    public EventLogWriter(string path, SqliteEventLogOptions options, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _database = SqliteDatabase.OpenWriter(path);
        try
        {
            // Only this connection checkpoints, inline: SQLite before 3.51.3 can lose frames when one connection checkpoints while another writes.
            _database.Execute(
                $"""
                PRAGMA page_size={PageBytes};
                PRAGMA journal_mode=WAL;
                PRAGMA synchronous=FULL;
                PRAGMA wal_autocheckpoint={CheckpointBytes / PageBytes};
                PRAGMA journal_size_limit={4 * CheckpointBytes};
                PRAGMA cache_size=-8192;
                """);
            SqliteSchema.Migrate(_database, EventLogSchema.Migrations);
            _partitions = SettlePartitionCount(options.PartitionCount);
            if (options.MaxFileBytes is { } bytes)
            {
                SetMaxFileBytes(bytes);
            }

            _begin = _database.Prepare("BEGIN IMMEDIATE");
            _insert = _database.Prepare("INSERT INTO messages(id, enqueued, checksum, body) VALUES(?1, ?2, ?3, ?4)");
            _commit = _database.Prepare("COMMIT");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public string Path => _database.Path;

    private static int PageBytes => 16 * 1024;

    private static int CheckpointBytes => 32 * 1024 * 1024;

    /// <summary>The highest sequence number of each partition.</summary>
    public IEnumerable<long> LoadLastSequenceNumbers()
    {
        for (var partition = 0; partition < _partitions; partition++)
        {
            var id = _database.QueryInteger(
                $"SELECT max(id) FROM messages WHERE id BETWEEN {EventLogSchema.IdOf(partition, 0)} AND {EventLogSchema.IdOf(partition + 1, 0) - 1}");
            yield return EventLogSchema.SequenceNumberOf(id);
        }
    }

    /// <summary>Writes a group in one transaction and, once it is durable, moves the ends of its partitions.</summary>
    public void Append(List<AppendRequest> group, AppendSignal[] signals)
    {
        Span<long> last = stackalloc long[signals.Length];
        for (var partition = 0; partition < signals.Length; partition++)
        {
            last[partition] = signals[partition].Last;
        }

        var now = _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            _begin.Run();
            foreach (var request in group)
            {
                var id = EventLogSchema.IdOf(request.Partition, ++last[request.Partition]);
                var body = request.Body.Span;
                _insert.Bind(1, id).Bind(2, now).Bind(3, (long)XxHash64.Hash(body, (ulong)id)).Bind(4, body).Run();
            }

            _commit.Run();
        }
        catch
        {
            _database.Rollback();
            throw;
        }

        for (var partition = 0; partition < signals.Length; partition++)
        {
            if (last[partition] > signals[partition].Last)
            {
                signals[partition].MoveTo(last[partition]);
            }
        }
    }

    public void SetMaxFileBytes(long bytes) =>
        _database.Execute($"PRAGMA max_page_count={Math.Max(1, bytes / PageBytes)}");

    public void Dispose() => _database.Dispose();

    private int SettlePartitionCount(int wanted)
    {
        var stored = (int)_database.QueryInteger("SELECT value FROM settings WHERE name='partitions'");
        if (stored == 0)
        {
            _database.Execute($"INSERT INTO settings(name, value) VALUES('partitions', {wanted})");
            return wanted;
        }

        return stored == wanted
            ? stored
            : throw new DataDirectoryException(
                $"{Path} has {stored} partitions and cannot be opened with {wanted}: a visitor's events would change partition. "
                + $"Use {stored}, or import into a new data directory.");
    }
}
