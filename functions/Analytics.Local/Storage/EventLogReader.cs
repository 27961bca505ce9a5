using Analytics.Core.EventLog;
using Analytics.Core.Hashing;

namespace Analytics.Local.Storage;

/// <summary>A connection that reads the log. Not thread-safe.</summary>
internal sealed class EventLogReader : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement[] _reads;

    public EventLogReader(string path, int partitions)
    {
        _database = SqliteDatabase.OpenReader(path);
        _reads =
        [
            .. Enumerable
                .Range(0, partitions)
                .Select(partition =>
                    _database.Prepare(
                        "SELECT sequence, enqueued, checksum, body FROM "
                            + $"{EventLogSchema.TableOf(partition)} WHERE sequence > ?1 ORDER BY sequence"
                    )
                ),
        ];
    }

    /// <summary>Reads until the bodies reach <paramref name="maxBytes"/>.</summary>
    public IReadOnlyList<LogRecord> Read(int partition, long afterSequenceNumber, int maxBytes, CancellationToken cancellationToken)
    {
        var records = new List<LogRecord>();
        var statement = _reads[partition];
        try
        {
            statement.Bind(1, afterSequenceNumber);
            for (var bytes = 0L; (bytes < maxBytes || records.Count == 0) && statement.Step(); )
            {
                cancellationToken.ThrowIfCancellationRequested();
                var sequenceNumber = statement.Integer(0);
                var body = statement.Bytes(3).ToArray();
                if (XxHash64.Hash(body, EventLogSchema.SeedOf(partition, sequenceNumber)) != (ulong)statement.Integer(2))
                {
                    throw SqliteErrors.CorruptMessage(_database.Path, partition, sequenceNumber);
                }

                bytes += body.Length;
                records.Add(new LogRecord(partition, sequenceNumber, DateTimeOffset.FromUnixTimeMilliseconds(statement.Integer(1)), body));
            }

            return records;
        }
        finally
        {
            // Also ends the read transaction, which would keep the WAL from being restarted.
            statement.Reset();
        }
    }

    /// <summary>Returns the bytes of the pages in use.</summary>
    public long UsedBytes() =>
        (_database.QueryInteger("PRAGMA page_count") - _database.QueryInteger("PRAGMA freelist_count"))
        * _database.QueryInteger("PRAGMA page_size");

    public void Dispose() => _database.Dispose();
}
