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
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _heads;
    private readonly SqliteStatement _part;

    public TableReader(string path)
    {
        _database = SqliteDatabase.OpenReader(path);
        _read = _database.Prepare("SELECT rk, etag, head_checksum, head, body_checksum, body FROM rows WHERE tbl=?1 AND pk=?2 AND rk=?3");
        _range = _database.Prepare(
            "SELECT rk, etag, head_checksum, head, body_checksum, body FROM rows WHERE tbl=?1 AND pk=?2 AND rk>=?3 AND rk<?4 ORDER BY rk"
        );
        _head = _database.Prepare("SELECT rk, etag, head_checksum, head, id FROM rows WHERE tbl=?1 AND pk=?2 AND rk=?3");
        _heads = _database.Prepare(
            "SELECT rk, etag, head_checksum, head, id FROM rows WHERE tbl=?1 AND pk=?2 AND rk>=?3 AND rk<?4 ORDER BY rk"
        );
        _part = _database.Prepare("SELECT checksum, content FROM parts WHERE row=?1 AND name=?2");
    }

    /// <summary>Reads a row with its body, or without it and with the named parts.</summary>
    public TableRow? Read(string table, string partitionKey, string rowKey, bool withBody, IReadOnlyCollection<string> parts)
    {
        var statement = withBody ? _read : _head;
        try
        {
            return statement.Bind(1, table).Bind(2, partitionKey).Bind(3, rowKey).Step()
                ? Row(statement, table, partitionKey, withBody, parts)
                : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Adds rows in key order until there are <paramref name="maxRows"/> or they have <paramref name="maxBytes"/>.</summary>
    public void ReadRange(
        string table,
        string partitionKey,
        string from,
        string? to,
        bool withBody,
        IReadOnlyCollection<string> parts,
        int maxRows,
        int maxBytes,
        List<TableRow> rows
    )
    {
        var statement = withBody ? _range : _heads;
        try
        {
            statement.Bind(1, table).Bind(2, partitionKey).Bind(3, from).Bind(4, to ?? End);
            for (var bytes = 0; rows.Count < maxRows && bytes < maxBytes && statement.Step(); )
            {
                var row = Row(statement, table, partitionKey, withBody, parts);
                bytes += row.Head.Length + row.Body.Length + row.Parts.Values.Sum(static part => part.Length);
                rows.Add(row);
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Dispose() => _database.Dispose();

    private TableRow Row(SqliteStatement statement, string table, string partitionKey, bool withBody, IReadOnlyCollection<string> parts)
    {
        var rowKey = statement.Text(0);
        var etag = statement.Integer(1);
        var head = statement.ToArray(3);
        if (XxHash64.Hash(head, (ulong)etag) != (ulong)statement.Integer(2))
        {
            throw SqliteErrors.CorruptRow(_database.Path, table, partitionKey, rowKey, "head");
        }

        var body = withBody ? statement.ToArray(5) : [];
        if (withBody && XxHash64.Hash(body, (ulong)etag) != (ulong)statement.Integer(4))
        {
            throw SqliteErrors.CorruptRow(_database.Path, table, partitionKey, rowKey, "body");
        }

        var row = new TableRow(partitionKey, rowKey, head, body, etag.ToString(CultureInfo.InvariantCulture));
        return parts.Count == 0 ? row : row with { Parts = Parts(statement.Integer(4), etag, table, row, parts) };
    }

    // The caller's statement is not reset yet, so its read transaction is still open: the parts are of the same version as the head.
    private Dictionary<string, ReadOnlyMemory<byte>> Parts(
        long id,
        long etag,
        string table,
        TableRow row,
        IReadOnlyCollection<string> names
    )
    {
        var parts = new Dictionary<string, ReadOnlyMemory<byte>>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
        {
            try
            {
                if (!_part.Bind(1, id).Bind(2, name).Step())
                {
                    continue;
                }

                var content = _part.ToArray(1);
                if (XxHash64.Hash(content, (ulong)etag) != (ulong)_part.Integer(0))
                {
                    throw SqliteErrors.CorruptRow(_database.Path, table, row.PartitionKey, row.RowKey, $"part '{name}'");
                }

                parts[name] = content;
            }
            finally
            {
                _part.Reset();
            }
        }

        return parts;
    }
}
