using System.Globalization;
using Analytics.Core.Bytes;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// The progress of one bucket: by partition, the sequence number up to which all live rows are in hour rollups, so that queries need not
/// read them.
/// </summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Partitions">The highest sequence number by partition.</param>
/// <param name="Cuts">
/// By partition, the position up to which the last round has read or will read: hours beyond <paramref name="Partitions"/> may be rolled
/// up as far. Stored before those hours.
/// </param>
/// <param name="Rewrites">
/// A number that changes when live rows are rewritten: readers that have cached some of them must read them again.
/// </param>
/// <param name="Pruned">
/// By partition, the message up to which rolled-up live rows may be deleted. Stored before they are.
/// </param>
/// <param name="ETag">The row's ETag; null if there is none yet.</param>
internal sealed record RollupProgress(
    int Bucket,
    IReadOnlyDictionary<int, long> Partitions,
    IReadOnlyDictionary<int, long> Cuts,
    int Rewrites,
    IReadOnlyDictionary<int, long> Pruned,
    string? ETag
)
{
    private const string PartitionKey = "progress";
    private static readonly Dictionary<int, long> None = [];

    public long Of(int partition) => Partitions.GetValueOrDefault(partition);

    public long CutOf(int partition) => Cuts.GetValueOrDefault(partition);

    public long PrunedOf(int partition) => Pruned.GetValueOrDefault(partition);

    /// <summary>Returns the cuts, with those of some partitions advanced.</summary>
    public Dictionary<int, long> CutsWith(IReadOnlyDictionary<int, long> readUpTo) => Advance(Cuts, readUpTo);

    /// <summary>Returns the version of the progress of all buckets.</summary>
    public static long VersionIn(ITableVersions versions) => versions.VersionOf(TableNames.Control, PartitionKey);

    public static async ValueTask<RollupProgress> ReadAsync(ITableStore tables, int bucket, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, RowKey(bucket), cancellationToken);
        if (row is null)
        {
            return new(bucket, None, None, 0, None, null);
        }

        return StoredForm.Read(
            () =>
            {
                var source = new ByteSource(row.Body.Span);

                // Older releases end after any of them.
                return new RollupProgress(
                    bucket,
                    Read(ref source),
                    source.Remaining == 0 ? None : Read(ref source),
                    source.Remaining == 0 ? 0 : source.Int(),
                    source.Remaining == 0 ? None : Read(ref source),
                    row.ETag
                );
            },
            $"The rollup progress of bucket {bucket}",
            TableRemedies.Of(TableNames.Control)
        );
    }

    /// <summary>Stores an advanced progress, unless another instance has stored one meanwhile.</summary>
    /// <returns>The stored progress.</returns>
    public async ValueTask<RollupProgress> WriteAsync(
        ITableStore tables,
        IReadOnlyDictionary<int, long> partitions,
        IReadOnlyDictionary<int, long> cuts,
        CancellationToken cancellationToken
    ) =>
        await (this with { Partitions = new Dictionary<int, long>(partitions), Cuts = new Dictionary<int, long>(cuts) }).TryWriteAsync(
            tables,
            cancellationToken
        ) ?? await ReadAsync(tables, Bucket, cancellationToken);

    /// <summary>Makes all readers that have cached live rows of a bucket read them again.</summary>
    /// <exception cref="IOException">The storage does not answer now, or others write again and again.</exception>
    public static Task CountRewriteAsync(ITableStore tables, int bucket, CancellationToken cancellationToken) =>
        UpdateAsync(
            tables,
            bucket,
            progress => progress with { Rewrites = progress.Rewrites == int.MaxValue ? 1 : progress.Rewrites + 1 },
            cancellationToken
        );

    /// <summary>Stores that live rows of a bucket may be deleted.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="pruned">By partition, the last message of the rows.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">The storage does not answer now, or others write again and again.</exception>
    public static Task PruneAsync(
        ITableStore tables,
        int bucket,
        IReadOnlyDictionary<int, long> pruned,
        CancellationToken cancellationToken
    ) => UpdateAsync(tables, bucket, progress => progress with { Pruned = Advance(progress.Pruned, pruned) }, cancellationToken);

    private static Task UpdateAsync(
        ITableStore tables,
        int bucket,
        Func<RollupProgress, RollupProgress> update,
        CancellationToken cancellationToken
    ) =>
        OptimisticUpdate.RunAsync(
            $"The rollup progress of bucket {bucket}",
            async token =>
            {
                var written = await update(await ReadAsync(tables, bucket, token)).TryWriteAsync(tables, token);
                return (written is not null, written);
            },
            cancellationToken
        );

    private async ValueTask<RollupProgress?> TryWriteAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        var sink = new ByteSink();
        Write(sink, Partitions);
        Write(sink, Cuts);
        sink.Varint((uint)Rewrites);
        Write(sink, Pruned);

        var operation = ETag is null
            ? TableOperation.Insert(RowKey(Bucket), sink.ToArray())
            : TableOperation.Replace(RowKey(Bucket), sink.ToArray(), ETag);
        var commit = await tables.CommitAsync(TableNames.Control, PartitionKey, [operation], cancellationToken);
        return commit.Committed ? this with { ETag = commit.ETags![0] } : null;
    }

    private static Dictionary<int, long> Advance(IReadOnlyDictionary<int, long> numbers, IReadOnlyDictionary<int, long> to)
    {
        var advanced = new Dictionary<int, long>(numbers);
        foreach (var (partition, sequenceNumber) in to)
        {
            advanced[partition] = Math.Max(advanced.GetValueOrDefault(partition), sequenceNumber);
        }

        return advanced;
    }

    private static Dictionary<int, long> Read(ref ByteSource source)
    {
        var numbers = new Dictionary<int, long>();
        for (var count = source.Int(); count > 0; count--)
        {
            numbers[source.Int()] = (long)source.Varint();
        }

        return numbers;
    }

    private static void Write(ByteSink sink, IReadOnlyDictionary<int, long> numbers)
    {
        sink.Varint((uint)numbers.Count);
        foreach (var (partition, sequenceNumber) in numbers.OrderBy(number => number.Key))
        {
            sink.Varint((uint)partition);
            sink.Varint((ulong)sequenceNumber);
        }
    }

    private static string RowKey(int bucket) => bucket.ToString("D2", CultureInfo.InvariantCulture);
}
