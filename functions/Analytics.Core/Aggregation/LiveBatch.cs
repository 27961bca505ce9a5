using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Writes the drafts of a batch as live rows, a row a bucket, into as few transactions as they fit. Only a message that is larger than a
/// transaction alone takes several: its rows are the same whenever it is aggregated again, so that those of a run that was broken off are
/// overwritten. Reusable; not thread-safe.
/// </summary>
internal sealed class LiveBatch
{
    private readonly LiveRowWriter _writer = new();
    private readonly List<BlockDraft>?[] _buckets = new List<BlockDraft>?[Partitioner.Buckets];

    /// <summary>The transactions of a batch; the last one has room for the watermark.</summary>
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
                if (_writer.Length > TableLimits.MaxTransactionBytes / 4)
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

                // Not an insert: a message of several transactions may have been broken off between them.
                transactions[^1].Add(TableOperation.Upsert(LiveRow.RowKey(bucket, range.First, part++), body, head));
                bytes += body.Length + head.Length;
                written(bucket, body.Length);
                _writer.Clear();
            }
        }

        return transactions;
    }
}
