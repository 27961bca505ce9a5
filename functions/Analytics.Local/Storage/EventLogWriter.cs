using Analytics.Core.EventLog;
using Analytics.Core.Hashing;

namespace Analytics.Local.Storage;

/// <summary>The one connection that writes the log. Not thread-safe.</summary>
internal sealed class EventLogWriter : IDisposable
{
    // Measured: smaller pages reduce the rate of large messages by a third, larger pages waste space, and a larger WAL only makes stalls
    // longer.
    private const int PageBytes = 16 * 1024;
    private const int CacheKibibytes = 8192;

    // About the size of a usual append.
    private const int ProbeBytes = 64 * 1024;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement[] _inserts;
    private readonly SqliteStatement[] _deletes;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _probe;
    private readonly TimeProvider _timeProvider;

    public EventLogWriter(string path, SqliteEventLogOptions options, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _database = SqliteDatabase.OpenWriter(path, PageBytes, CacheKibibytes);
        try
        {
            SqliteSchema.Migrate(_database, EventLogSchema.Migrations);
            _database.TruncateLeftWal();
            SettlePartitionCount(options.PartitionCount);
            if (options.MaxFileBytes is { } bytes)
            {
                SetMaxFileBytes(bytes);
            }

            _begin = _database.Prepare("BEGIN IMMEDIATE");
            _inserts =
            [
                .. Enumerable
                    .Range(0, options.PartitionCount)
                    .Select(partition =>
                        _database.Prepare(
                            $"INSERT INTO {EventLogSchema.TableOf(partition)}(sequence, enqueued, checksum, body) VALUES(?1, ?2, ?3, ?4)"
                        )
                    ),
            ];
            _deletes =
            [
                .. Enumerable
                    .Range(0, options.PartitionCount)
                    .Select(partition => _database.Prepare($"DELETE FROM {EventLogSchema.TableOf(partition)} WHERE sequence <= ?1")),
            ];
            _commit = _database.Prepare("COMMIT");
            _probe = _database.Prepare($"INSERT OR REPLACE INTO probe(id, body) VALUES(1, randomblob({ProbeBytes}))");
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
    /// Reads the highest sequence number that each partition has assigned. The numbers of a gap are never assigned again, although the log
    /// has no such messages.
    /// </summary>
    public IEnumerable<long> LoadLastSequenceNumbers()
    {
        for (var partition = 0; partition < _inserts.Length; partition++)
        {
            yield return Math.Max(
                _database.QueryInteger($"SELECT max(sequence) FROM {EventLogSchema.TableOf(partition)}"),
                _database.QueryInteger($"SELECT max(until) FROM gaps WHERE partition={partition}")
            );
        }
    }

    /// <summary>Reads all recorded gaps, oldest first for each partition.</summary>
    public List<LogGap> LoadGaps()
    {
        var gaps = new List<LogGap>();
        using var read = _database.Prepare("SELECT partition, after, until, found FROM gaps ORDER BY partition, until");
        while (read.Step())
        {
            gaps.Add(
                new((int)read.Integer(0), read.Integer(1), read.Integer(2), DateTimeOffset.FromUnixTimeMilliseconds(read.Integer(3)))
            );
        }

        return gaps;
    }

    /// <summary>Records a gap, so that numbering continues after it.</summary>
    public void Note(LogGap gap) =>
        _database.Execute(
            $"INSERT OR REPLACE INTO gaps(partition, after, until, found) VALUES({gap.Partition}, {gap.After}, {gap.Until}, "
                + $"{gap.Found.ToUnixTimeMilliseconds()})"
        );

    /// <summary>Writes a group in one transaction and, once it is durable, moves the ends of its partitions.</summary>
    public void Append(List<AppendRequest> group, AppendSignal[] signals)
    {
        SqliteErrors.ThrowIfMoved(_database);
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
                foreach (var message in request.Messages)
                {
                    var sequenceNumber = ++last[request.Partition];
                    var body = message.Span;
                    var checksum = XxHash64.Hash(body, EventLogSchema.SeedOf(request.Partition, sequenceNumber));
                    _inserts[request.Partition].Bind(1, sequenceNumber).Bind(2, now).Bind(3, (long)checksum).Bind(4, body).Run();
                }
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

    /// <summary>Deletes messages, few at a time; their pages are reused.</summary>
    public void Delete(int partition, long upTo) => _deletes[partition].Bind(1, upTo).Run();

    /// <summary>
    /// Replaces the bodies of messages in one transaction: first by zeros of the same length, which are written in place. So no
    /// rebalancing of pages can copy an old body.
    /// </summary>
    public void Replace(int partition, IReadOnlyList<LogRecord> records)
    {
        SqliteErrors.ThrowIfMoved(_database);
        using var update = _database.Prepare($"UPDATE {EventLogSchema.TableOf(partition)} SET checksum=?2, body=?3 WHERE sequence=?1");
        using var zero = _database.Prepare(
            $"UPDATE {EventLogSchema.TableOf(partition)} SET body=zeroblob(length(body)) WHERE sequence=?1"
        );
        try
        {
            _begin.Run();
            foreach (var record in records)
            {
                zero.Bind(1, record.SequenceNumber).Run();
            }

            foreach (var record in records)
            {
                var checksum = XxHash64.Hash(record.Body.Span, EventLogSchema.SeedOf(partition, record.SequenceNumber));
                update.Bind(1, record.SequenceNumber).Bind(2, (long)checksum).Bind(3, record.Body.Span).Run();
            }

            _commit.Run();
        }
        catch
        {
            _database.Rollback();
            throw;
        }
    }

    /// <summary>Writes and syncs like an append, without a message.</summary>
    public void Probe()
    {
        SqliteErrors.ThrowIfMoved(_database);
        _probe.Run();
    }

    /// <summary>Empties the WAL, so that deleted messages are gone from the files.</summary>
    /// <returns>False if a reader prevented it.</returns>
    public bool TryTruncateWal() => _database.TryTruncateWal();

    public void SetMaxFileBytes(long bytes) => _database.Execute($"PRAGMA max_page_count={Math.Max(1, bytes / PageBytes)}");

    public void Dispose() => _database.Dispose();

    private void SettlePartitionCount(int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        var stored = (int)_database.QueryInteger("SELECT value FROM settings WHERE name='partitions'");
        if (stored == 0)
        {
            var tables = string.Concat(Enumerable.Range(0, wanted).Select(EventLogSchema.CreatePartition));
            _database.Execute($"BEGIN IMMEDIATE; {tables} INSERT INTO settings(name, value) VALUES('partitions', {wanted}); COMMIT;");
        }
        else if (stored != wanted)
        {
            throw new DataDirectoryException(
                $"{Path} has {stored} partitions and cannot be opened with {wanted}: a visitor's events would change partition. "
                    + $"Use {stored}, or import into a new data directory."
            );
        }
    }
}
