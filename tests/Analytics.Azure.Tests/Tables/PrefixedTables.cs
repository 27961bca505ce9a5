using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Azure.Data.Tables;

namespace Analytics.Azure.Tests.Tables;

/// <summary>The adapter with table names of one test's own, deleted with it.</summary>
internal sealed class PrefixedTables(TableServiceClient service, TimeProvider clock) : ITableStore, IAsyncDisposable
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}";
    private AzureTableStore _store = new(service, clock);

    public TableClient Client(string table) => service.GetTableClient(_prefix + table);

    public void Reopen() => _store = new(service, clock);

    /// <summary>Lists the keys of the entities beside those of a partition, which are its overflow.</summary>
    public async Task<List<string>> RowKeysBesideAsync(string table, string partitionKey, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var entity in Client(table).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (entity.PartitionKey != partitionKey)
            {
                keys.Add(entity.RowKey);
            }
        }

        return keys;
    }

    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        _store.ReadAsync(_prefix + table, partitionKey, rowKey, cancellationToken);

    public ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => _store.ReadAsync(_prefix + table, partitionKey, rowKey, parts, cancellationToken);

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) => _store.ReadRangeAsync(_prefix + table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => _store.ReadRangeAsync(_prefix + table, partitionKey, fromInclusive, toExclusive, parts, cancellationToken);

    public ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    ) => _store.CommitAsync(_prefix + table, partitionKey, operations, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var table in (string[])[TableNames.Live, TableNames.Rollups, TableNames.Sites, TableNames.Control, TableNames.Replay])
        {
            await service.DeleteTableAsync(_prefix + table);
        }
    }
}
