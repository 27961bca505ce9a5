using System.Globalization;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// Requests of aggregators, in this or other processes, for work that cannot wait for the end of the hour, because every query reads live
/// rows: a roll-up of buckets with many bytes, as after an import or for very large sites; and a fold of buckets with many rows, as
/// continuous traffic writes. Safe for concurrent use.
/// </summary>
/// <param name="tables">The tables.</param>
public sealed class RollupDemand(ITableStore tables)
{
    /// <summary>
    /// Bytes of live rows of one bucket and partition that cause the first roll-up of an hour, see <see cref="RollupPace"/>: some 400,000
    /// events.
    /// </summary>
    public const long LargeBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of live rows of one bucket and partition that always cause a roll-up.</summary>
    public const long LargestBytes = 24 * 1024 * 1024;

    /// <summary>Live rows of one bucket and partition that cause a fold.</summary>
    public const int ManyRows = 64;

    private const string PartitionKey = "demand";
    private const string FoldPartitionKey = "folds";

    /// <summary>Requests work for the buckets that have grown large.</summary>
    /// <param name="written">The writes of the caller's aggregator; those of requested buckets are reset.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AskAsync(BucketWrites written, CancellationToken cancellationToken)
    {
        foreach (var bucket in written.Due())
        {
            await AskAsync(PartitionKey, bucket, cancellationToken);
            written.ResetBytes(bucket);
        }

        foreach (var bucket in written.WithRows(ManyRows))
        {
            await AskAsync(FoldPartitionKey, bucket, cancellationToken);
            written.ResetRows(bucket);
        }
    }

    /// <summary>Rolls up the requested buckets. A bucket that is requested meanwhile is left for the next call.</summary>
    /// <param name="rollUp">Rolls buckets up and returns a count; not called without a request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The count of <paramref name="rollUp"/>; 0 without a request.</returns>
    public Task<int> TakeRollUpsAsync(Func<IReadOnlyList<int>, Task<int>> rollUp, CancellationToken cancellationToken) =>
        TakeAsync(PartitionKey, rollUp, cancellationToken);

    /// <summary>Folds the live rows of the requested buckets. A bucket that is requested meanwhile is left for the next call.</summary>
    /// <param name="fold">Folds live rows and returns a count; not called without a request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The count of <paramref name="fold"/>; 0 without a request.</returns>
    public Task<int> TakeFoldsAsync(Func<IReadOnlyList<int>, Task<int>> fold, CancellationToken cancellationToken) =>
        TakeAsync(FoldPartitionKey, fold, cancellationToken);

    private async Task AskAsync(string partitionKey, int bucket, CancellationToken cancellationToken) =>
        await tables.CommitAsync(TableNames.Control, partitionKey, [TableOperation.Upsert(RowKey(bucket), default)], cancellationToken);

    private async Task<int> TakeAsync(string partitionKey, Func<IReadOnlyList<int>, Task<int>> run, CancellationToken cancellationToken)
    {
        var demands = new List<TableRow>();
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Control, partitionKey, string.Empty, null, headsOnly: true, cancellationToken)
        )
        {
            demands.Add(row);
        }

        if (demands.Count == 0)
        {
            return 0;
        }

        var written = await run(demands.ConvertAll(row => int.Parse(row.RowKey, CultureInfo.InvariantCulture)));
        foreach (var row in demands)
        {
            await tables.CommitAsync(TableNames.Control, partitionKey, [TableOperation.Delete(row.RowKey, row.ETag)], cancellationToken);
        }

        return written;
    }

    private static string RowKey(int bucket) => bucket.ToString("D2", CultureInfo.InvariantCulture);
}
