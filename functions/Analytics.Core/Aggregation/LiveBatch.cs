using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Writes the drafts of a batch as live rows, one per bucket unless it is large, in as few transactions as possible. Only a message that
/// is larger than a transaction takes several. Its rows are the same each time it is aggregated, so a second attempt overwrites the rows
/// of an interrupted one. Reusable; not thread-safe.
/// </summary>
/// <param name="maxRowBytes">See <see cref="AggregationOptions.MaxRowBytes"/>.</param>
internal sealed class LiveBatch(int maxRowBytes)
{
    private readonly LiveRowWriter _writer = new();
    private readonly List<BlockDraft>?[] _buckets = new List<BlockDraft>?[Partitioner.Buckets];

    /// <summary>
    /// Returns the transactions of a batch; the last one has room for the watermark. Reports bucket and bytes of each row to
    /// <paramref name="written"/>.
    /// </summary>
    public List<List<TableOperation>> Write(
        BatchAssembler batch,
        SequenceRange range,
        DateTimeOffset enqueued,
        int logicVersion,
        Action<int, int> written
    )
    {
        foreach (var bucket in _buckets)
        {
            bucket?.Clear();
        }

        foreach (var block in batch.Blocks)
        {
            (_buckets[Partitioner.BucketOf(block.SiteHash)] ??= []).Add(block);
        }

        var transactions = new List<List<TableOperation>> { new() };
        var bytes = 0;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            var part = 0;
            _writer.Clear();
            foreach (var block in _buckets[bucket] ?? [])
            {
                _writer.Add(batch.Pool.GetString(block.Site), block.Hour, block.Rows, block.Traffic, logicVersion);
                if (_writer.Length > maxRowBytes)
                {
                    Flush();
                }
            }

            Flush();

            void Flush()
            {
                if (_writer.IsEmpty)
                {
                    return;
                }

                var body = _writer.ToArray();
                var head = LiveRow.Head(range, enqueued, body.Length);
                if (bytes > 0 && bytes + body.Length + head.Length > TableLimits.MaxTransactionBytes - Watermark.MaxBytes)
                {
                    transactions.Add([]);
                    bytes = 0;
                }

                // An upsert because an earlier attempt may have been interrupted between two transactions of the message.
                transactions[^1].Add(TableOperation.Upsert(LiveRow.RowKey(bucket, range.First, part++), body, head));
                bytes += body.Length + head.Length;
                written(bucket, body.Length);
                _writer.Clear();
            }
        }

        return transactions;
    }
}
