using Analytics.Core.Tables;
using Analytics.Local.Storage;
using Analytics.Local.Tests.Storage;

namespace Analytics.Local.Tests.Tables;

public sealed class SqliteTableStoreTests : TableStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteTableStore _store;

    public SqliteTableStoreTests() => _store = SqliteTableStore.Open(_directory.File("tables.db"));

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
