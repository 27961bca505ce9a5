using Analytics.Azure.Tests.Storage;
using Analytics.Core.Tables;
using Analytics.Local.Tests.Tables;

namespace Analytics.Azure.Tests.Tables;

public sealed class AzureTableStoreContractTests(AzuriteServer azurite) : TableStoreContract, IAsyncDisposable
{
    private readonly PrefixedTables _tables = new(azurite.Tables, TimeProvider.System);

    protected override ITableStore Store => _tables;

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    protected override ITableStore Reopen()
    {
        _tables.Reopen();
        return _tables;
    }
}
