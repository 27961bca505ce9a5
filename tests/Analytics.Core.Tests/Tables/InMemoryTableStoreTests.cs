using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Tables;

public sealed class InMemoryTableStoreTests : TableStoreContract
{
    private readonly InMemoryTableStore _store = new();

    protected override ITableStore Store => _store;

    protected override ITableStore Reopen() => _store;

    protected override ITableStore Unreachable() => new FailingTables();
}
