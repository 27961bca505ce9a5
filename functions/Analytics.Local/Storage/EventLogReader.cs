using Analytics.Core.EventLog;
using Analytics.Core.Hashing;

namespace Analytics.Local.Storage;

/// <summary>A connection that reads the log. Not thread-safe.</summary>
internal sealed class EventLogReader : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _read;

    public EventLogReader(string path)
    {
        _database = SqliteDatabase.OpenReader(path);
        _read = _database.Prepare("SELECT id, enqueued, checksum, body FROM messages WHERE id > ?1 AND id < ?2 ORDER BY id");
    }

    /// <summary>Reads until the bodies reach <paramref name="maxBytes"/>.</summary>
    public IReadOnlyList<LogRecord> Read(int partition, long afterSequenceNumber, int maxBytes, CancellationToken cancellationToken)
    {
        var records = new List<LogRecord>();
        try
        {
            _read.Bind(1, EventLogSchema.IdOf(partition, Math.Max(0, afterSequenceNumber))).Bind(2, EventLogSchema.IdOf(partition + 1, 0));
            for (var bytes = 0L; (bytes < maxBytes || records.Count == 0) && _read.Step();)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var id = _read.Integer(0);
                var body = _read.Bytes(3).ToArray();
                if (XxHash64.Hash(body, (ulong)id) != (ulong)_read.Integer(2))
                {
                    throw SqliteErrors.CorruptMessage(_database.Path, partition, EventLogSchema.SequenceNumberOf(id));
                }

                bytes += body.Length;
                records.Add(new LogRecord(
                    partition, EventLogSchema.SequenceNumberOf(id), DateTimeOffset.FromUnixTimeMilliseconds(_read.Integer(1)), body));
            }

            return records;
        }
        finally
        {
            // Ends the read transaction too, which would keep the WAL from starting over.
            _read.Reset();
        }
    }

    public void Dispose() => _database.Dispose();
}
