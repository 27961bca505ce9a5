using Analytics.Core.Jobs;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Erasures;

/// <summary>Erases from the live rows of a site's bucket. Must not run during a round. Not thread-safe.</summary>
/// <param name="tables">The tables.</param>
/// <param name="logic">Merges the runs that are rewritten.</param>
internal sealed class LiveErasure(ITableStore tables, RollupLogic logic)
{
    private readonly LiveRowWriter _writer = new();
    private readonly RollupEncoder _encoder = new();
    private readonly RollupMerger _merger = new(logic);

    /// <summary>The ids without a timestamp of events that were erased, with their seconds.</summary>
    public HashSet<(ulong Key, long Second)> UntimedIds { get; } = [];

    /// <summary>Erases from the rows of messages up to a sequence number. Readers that know the rows must be told afterwards.</summary>
    /// <exception cref="IOException">The storage does not answer now, or a row changes again and again.</exception>
    public async Task RunAsync(ErasureScope scope, int partition, long upTo, JobCounters counters, CancellationToken cancellationToken)
    {
        var bucket = Partitioner.BucketOf(Partitioner.SiteHash(scope.Site));
        var keys = new List<string>();
        var rows = tables.ReadRangeAsync(
            TableNames.Live,
            LiveRow.PartitionKey(partition),
            LiveRow.RowKey(bucket, 0),
            LiveRow.RowKey(bucket, upTo + 1),
            headsOnly: true,
            cancellationToken
        );
        await foreach (var row in rows)
        {
            keys.Add(row.RowKey);
        }

        foreach (var key in keys)
        {
            await OptimisticUpdate.RunAsync(
                $"The live row '{key}' of partition {partition}",
                async token => (await TryEraseAsync(scope, partition, key, counters, token), key),
                cancellationToken
            );
        }
    }

    private async Task<bool> TryEraseAsync(
        ErasureScope scope,
        int partition,
        string key,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        var partitionKey = LiveRow.PartitionKey(partition);
        if (await tables.ReadReadableAsync(TableNames.Live, partitionKey, key, cancellationToken) is not { } row)
        {
            return true;
        }

        var blocks = LiveRow.ReadBlocks(row, site: null, out var damaged);
        if (damaged.Exists(block => block.Site is null || block.Site == scope.Site))
        {
            counters.Unreadable++;
            return true;
        }

        var remaining = new RemainingSource?[blocks.Count];
        for (var i = 0; i < blocks.Count; i++)
        {
            remaining[i] =
                blocks[i].Site == scope.Site
                    ? await RemainingSource.OfAsync(new LoadedPart(blocks[i].Part), scope, cancellationToken)
                    : null;
        }

        if (Array.TrueForAll(remaining, part => part is null))
        {
            return true;
        }

        if (damaged.Count > 0)
        {
            // A damaged block of another site cannot be copied, because its texts are unknown; reprocessing its hour repairs it.
            counters.Unreadable++;
            return true;
        }

        UntimedIds.UnionWith(remaining.SelectMany(part => part?.UntimedIds ?? []));
        var operation = Write(row, blocks, remaining);
        var isCommitted = (await tables.CommitAsync(TableNames.Live, partitionKey, [operation], cancellationToken)).Committed;
        Interlocked.Add(ref counters.RewrittenRows, isCommitted ? 1 : 0);
        return isCommitted;
    }

    private TableOperation Write(TableRow row, List<(string Site, IRollupPart Part)> blocks, RemainingSource?[] remaining)
    {
        _writer.Clear();
        for (var i = 0; i < blocks.Count; i++)
        {
            var (site, part) = blocks[i];
            Write(site, part, remaining[i]?.Head ?? part, remaining[i] is not null);
        }

        var body = _writer.ToArray();
        return _writer.IsEmpty
            ? TableOperation.Delete(row.RowKey, row.ETag)
            : TableOperation.Replace(row.RowKey, body, row.ETag, LiveRow.Head(LiveRow.ReadHead(row) with { BodyBytes = body.Length }));
    }

    private void Write(string site, IRollupPart part, IRollupPart remaining, bool isChanged)
    {
        var hour = part.Period.Start;
        if (part is not LiveBlock block)
        {
            var run = isChanged ? _merger.Merge(part.Period, [remaining]).With(part.Included) : (Rollup)part;
            if (run.EventCount > 0 || run.Totals.Slots.Count > 0)
            {
                _writer.Add(site, hour, _encoder.Encode(run, compress: true));
            }

            return;
        }

        var draft = new RollupDraft(new());
        remaining.AddTo(draft, 0, VisitorRange.All);
        List<TrafficCount> traffic =
        [
            .. block.Traffic().Where(count => remaining.Totals.Slots.ContainsKey(count.Second / part.Period.SlotSeconds)),
        ];
        if (draft.EventCount > 0 || traffic.Count > 0)
        {
            _writer.Add(site, hour, draft, traffic, part.LogicVersion);
        }
    }
}
