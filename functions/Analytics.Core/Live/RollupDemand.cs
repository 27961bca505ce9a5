using System.Globalization;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// Lets aggregators in other processes ask for what can't wait for the hour, because every query of a bucket's sites reads what is live:
/// for a roll-up of buckets with many bytes, as in an import, and of very large sites always; and for folding buckets with many rows, as
/// steady sites have. Safe for concurrent use.
/// </summary>
/// <param name="tables">The tables.</param>
public sealed class RollupDemand(ITableStore tables)
{
    /// <summary>Bytes of live rows of one bucket and partition that are many: some 400,000 events.</summary>
    public const long LargeBytes = 4 * 1024 * 1024;

    /// <summary>Live rows of one bucket and partition that are many.</summary>
    public const int ManyRows = 64;

    private const string PartitionKey = "demand";
    private const string FoldPartitionKey = "folds";

    /// <summary>Asks for the buckets that have grown large, if any.</summary>
    /// <param name="written">Sizes that the caller's aggregator has written; those of demanded buckets are removed from it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AskAsync(BucketWrites written, CancellationToken cancellationToken)
    {
        foreach (var bucket in written.WithBytes(LargeBytes))
        {
            await AskAsync(PartitionKey, bucket, cancellationToken);
            written.TakeBytes(bucket);
        }

        foreach (var bucket in written.WithRows(ManyRows))
        {
            await AskAsync(FoldPartitionKey, bucket, cancellationToken);
            written.TakeRows(bucket);
        }
    }

    /// <summary>Takes the demanded buckets and rolls them up. A bucket demanded meanwhile is left for the next call.</summary>
    /// <param name="rollUp">Rolls buckets up and returns a count; it is not called if none is asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The count of <paramref name="rollUp"/>; 0 if no bucket is asked for.</returns>
    public Task<int> TakeRollUpsAsync(Func<IReadOnlyList<int>, Task<int>> rollUp, CancellationToken cancellationToken) =>
        TakeAsync(PartitionKey, rollUp, cancellationToken);

    /// <summary>Takes the demanded buckets and folds their live rows. A bucket demanded meanwhile is left for the next call.</summary>
    /// <param name="fold">Folds live rows and returns a count; it is not called if no bucket is asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The count of <paramref name="fold"/>; 0 if no bucket is asked for.</returns>
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
