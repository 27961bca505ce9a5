using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Azure.Data.Tables;

namespace Analytics.Azure.Tests.Tables;

public sealed class AzureTableStoreContractTests(AzuriteServer azurite) : TableStoreContract, IAsyncDisposable
{
    private readonly PrefixedTables _tables = new(azurite.Tables, TimeProvider.System);

    protected override ITableStore Store => _tables;

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    protected override ITableStore Unreachable()
    {
        // Nothing listens on this port; one attempt is enough to know.
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        var key = Convert.ToBase64String(new byte[32]);
        return new AzureTableStore(
            new TableServiceClient(new Uri("http://127.0.0.1:1/account"), new TableSharedKeyCredential("account", key), options),
            TimeProvider.System
        );
    }

    protected override ITableStore Reopen()
    {
        _tables.Reopen();
        return _tables;
    }
}
