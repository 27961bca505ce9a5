using System.Buffers.Binary;
using System.Globalization;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// Requests of aggregators, in this or other processes, for work that cannot wait for the end of the hour, because every query reads live
/// rows: a roll-up of buckets with many bytes, as after an import or for very large sites, or with history that is written no more; and a
/// fold of buckets with many rows, as continuous traffic writes. Safe for concurrent use.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">Says how long ago history was written.</param>
public sealed class RollupDemand(ITableStore tables, TimeProvider clock)
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

    /// <summary>
    /// Time without history after which a bucket that got some is rolled up: rolled up during an import, its days would be written again
    /// and again.
    /// </summary>
    public static readonly TimeSpan HistoryPause = TimeSpan.FromSeconds(20);

    private const string PartitionKey = "demand";
    private const string HistoryPartitionKey = "history";
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

        foreach (var bucket in written.WithHistory())
        {
            await AskAsync(HistoryPartitionKey, bucket, cancellationToken);
            written.ResetHistory(bucket);
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
    public async Task<int> TakeRollUpsAsync(Func<IReadOnlyList<int>, Task<int>> rollUp, CancellationToken cancellationToken)
    {
        var demands = await ReadAsync(PartitionKey, cancellationToken);
        var history = await ReadAsync(HistoryPartitionKey, cancellationToken);
        var before = clock.GetUtcNow() - HistoryPause;
        demands.AddRange(history.Where(demand => AskedAt(demand) <= before));
        return await TakeAsync(demands, rollUp, cancellationToken);
    }

    /// <summary>Folds the live rows of the requested buckets. A bucket that is requested meanwhile is left for the next call.</summary>
    /// <param name="fold">Folds live rows and returns a count; not called without a request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The count of <paramref name="fold"/>; 0 without a request.</returns>
    public async Task<int> TakeFoldsAsync(Func<IReadOnlyList<int>, Task<int>> fold, CancellationToken cancellationToken) =>
        await TakeAsync(await ReadAsync(FoldPartitionKey, cancellationToken), fold, cancellationToken);

    private static DateTimeOffset AskedAt(TableRow demand) =>
        demand.Head.Length == sizeof(long)
            ? DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(demand.Head.Span))
            : DateTimeOffset.UnixEpoch;

    private async Task AskAsync(string partitionKey, int bucket, CancellationToken cancellationToken)
    {
        var now = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(now, clock.GetUtcNow().ToUnixTimeMilliseconds());
        await tables.CommitAsync(
            TableNames.Control,
            partitionKey,
            [TableOperation.Upsert(RowKey(bucket), default, head: now)],
            cancellationToken
        );
    }

    private async Task<List<TableRow>> ReadAsync(string partitionKey, CancellationToken cancellationToken)
    {
        var demands = new List<TableRow>();
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Control, partitionKey, string.Empty, null, headsOnly: true, cancellationToken)
        )
        {
            demands.Add(row);
        }

        return demands;
    }

    private async Task<int> TakeAsync(List<TableRow> demands, Func<IReadOnlyList<int>, Task<int>> run, CancellationToken cancellationToken)
    {
        if (demands.Count == 0)
        {
            return 0;
        }

        var written = await run([.. demands.Select(row => int.Parse(row.RowKey, CultureInfo.InvariantCulture)).Distinct()]);
        foreach (var row in demands)
        {
            await tables.CommitAsync(
                TableNames.Control,
                row.PartitionKey,
                [TableOperation.Delete(row.RowKey, row.ETag)],
                cancellationToken
            );
        }

        return written;
    }

    private static string RowKey(int bucket) => bucket.ToString("D2", CultureInfo.InvariantCulture);
}
