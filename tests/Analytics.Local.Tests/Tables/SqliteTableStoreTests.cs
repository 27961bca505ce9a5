using Analytics.Core.Hashing;
using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.Tables;

public sealed class SqliteTableStoreTests : TableStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteTableStore _store;

    public SqliteTableStoreTests() => _store = SqliteTableStore.Open(_directory.File("tables.db"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected override ITableStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
        if (Directory.Exists(_directory.Path + "-gone"))
        {
            Directory.Delete(_directory.Path + "-gone", recursive: true);
        }
    }

    [Fact]
    public async Task A_file_from_before_rows_had_parts_keeps_its_rows_and_takes_parts()
    {
        var path = _directory.File("older.db");
        using (var older = SqliteDatabase.OpenWriter(path, pageBytes: 8192, cacheKibibytes: 1024))
        {
            SqliteSchema.Migrate(older, [TableSchema.Migrations[0]]);
            var checksum = (long)XxHash64.Hash("body"u8, 7);
            older.Execute(
                $"""
                INSERT INTO settings(name, value) VALUES('{TableSchema.ETagSetting}', 8);
                INSERT INTO rows(tbl, pk, rk, etag, head_checksum, body_checksum, head, body)
                    VALUES('{TableNames.Rollups}', 'shop.example', 'h|1', 7, {(long)XxHash64.Hash([], 7)}, {checksum}, x'', x'626f6479');
                """
            );
        }

        using var store = SqliteTableStore.Open(path);
        var row = (await store.ReadAsync(TableNames.Rollups, "shop.example", "h|1", Stop))!;
        var absent = (await store.ReadAsync(TableNames.Rollups, "shop.example", "h|1", ["a"], Stop))!;
        await store.CommitAsync(
            TableNames.Rollups,
            "shop.example",
            [TableOperation.Replace("h|1", row.Body, row.ETag) with { Parts = [new("a", row.Body)] }],
            Stop
        );
        var present = (await store.ReadAsync(TableNames.Rollups, "shop.example", "h|1", ["a"], Stop))!;

        Assert.Equal("body"u8.ToArray(), row.Body.ToArray());
        Assert.Empty(absent.Parts);
        Assert.Equal("body"u8.ToArray(), present.Parts["a"].ToArray());
    }

    protected override ITableStore Unreachable()
    {
        Directory.Move(_directory.Path, _directory.Path + "-gone");
        Directory.CreateDirectory(_directory.Path);
        return _store;
    }

    protected override ITableStore Reopen()
    {
        _store.Dispose();
        _store = SqliteTableStore.Open(_directory.File("tables.db"));
        return _store;
    }
}
