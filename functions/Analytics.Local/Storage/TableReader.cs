using System.Globalization;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>A connection that reads tables. Not thread-safe.</summary>
internal sealed class TableReader : IDisposable
{
    // Above every key, whose characters end with '~'.
    private const string End = "\u007f";

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _range;
    private readonly SqliteStatement _heads;

    public TableReader(string path)
    {
        _database = SqliteDatabase.OpenReader(path);
        _read = _database.Prepare(
            "SELECT rk, etag, head_checksum, head, body_checksum, body FROM rows WHERE tbl=?1 AND pk=?2 AND rk=?3");
        _range = _database.Prepare(
            "SELECT rk, etag, head_checksum, head, body_checksum, body FROM rows WHERE tbl=?1 AND pk=?2 AND rk>=?3 AND rk<?4 ORDER BY rk");
        _heads = _database.Prepare(
            "SELECT rk, etag, head_checksum, head FROM rows WHERE tbl=?1 AND pk=?2 AND rk>=?3 AND rk<?4 ORDER BY rk");
    }

    public TableRow? Read(string table, string partitionKey, string rowKey)
    {
        try
        {
            return _read.Bind(1, table).Bind(2, partitionKey).Bind(3, rowKey).Step() ? Row(_read, table, partitionKey, headsOnly: false) : null;
        }
        finally
        {
            _read.Reset();
        }
    }

    /// <summary>Adds rows in key order until there are <paramref name="maxRows"/> or they have <paramref name="maxBytes"/>.</summary>
    public void ReadRange(
        string table, string partitionKey, string from, string? to, bool headsOnly, int maxRows, int maxBytes, List<TableRow> rows)
    {
        var statement = headsOnly ? _heads : _range;
        try
        {
            statement.Bind(1, table).Bind(2, partitionKey).Bind(3, from).Bind(4, to ?? End);
            for (var bytes = 0; rows.Count < maxRows && bytes < maxBytes && statement.Step();)
            {
                var row = Row(statement, table, partitionKey, headsOnly);
                bytes += row.Head.Length + row.Body.Length;
                rows.Add(row);
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Dispose() => _database.Dispose();

    private TableRow Row(SqliteStatement statement, string table, string partitionKey, bool headsOnly)
    {
        var rowKey = statement.Text(0);
        var etag = statement.Integer(1);
        var head = statement.Bytes(3).ToArray();
        if (XxHash64.Hash(head, (ulong)etag) != (ulong)statement.Integer(2))
        {
            throw SqliteErrors.CorruptRow(_database.Path, table, partitionKey, rowKey, "head");
        }

        var body = headsOnly ? [] : statement.Bytes(5).ToArray();
        if (!headsOnly && XxHash64.Hash(body, (ulong)etag) != (ulong)statement.Integer(4))
        {
            throw SqliteErrors.CorruptRow(_database.Path, table, partitionKey, rowKey, "body");
        }

        return new TableRow(partitionKey, rowKey, head, body, etag.ToString(CultureInfo.InvariantCulture));
    }
}
