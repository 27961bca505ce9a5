using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The live blocks of one site that are not rolled up yet, by hour, each with a name that identifies it.</summary>
internal sealed class LiveHours
{
    private readonly SortedDictionary<long, List<(string Name, IRollupPart Block)>> _hours = [];

    /// <summary>The hours with blocks, ascending.</summary>
    public IEnumerable<long> Hours => _hours.Keys;

    public IReadOnlyList<(string Name, IRollupPart Block)> At(long hour) => _hours.TryGetValue(hour, out var blocks) ? blocks : [];

    /// <summary>The repetitions of ids without a timestamp among the blocks, and among what is stored.</summary>
    public UntimedIds Untimed { get; private set; } = UntimedIds.None;

    /// <summary>Whether any hour of a range has blocks.</summary>
    public bool Any(long from, long to) => _hours.Keys.Any(hour => hour >= from && hour < to);

    public static async ValueTask<LiveHours> ReadAsync(
        ITableStore tables, SiteEntry site, int partitionCount, CancellationToken cancellationToken)
    {
        var live = new LiveHours();
        var bucket = Partitioner.BucketOf(site.Hash);
        var progress = await RollupProgress.ReadAsync(tables, bucket, cancellationToken).ConfigureAwait(false);
        var partition = Partitioner.PartitionOf(site.Hash, partitionCount);
        var rows = new List<(TableRow Row, SequenceRange Range)>();
        var read = tables.ReadRangeAsync(
            TableNames.Live,
            LiveRow.PartitionKey(partition),
            LiveRow.RowKey(bucket, progress.Of(partition) + 1),
            LiveRow.BucketEnd(bucket),
            headsOnly: false,
            cancellationToken);
        await foreach (var row in read.ConfigureAwait(false))
        {
            rows.Add((row, LiveRow.ReadHead(row).Range));
        }

        foreach (var (row, _) in CoveringRows.Of(rows, row => (bucket, row.Range)))
        {
            foreach (var (_, part) in LiveRow.ReadBlocks(row, site.Site.Domain))
            {
                live.Add($"{partition}:{row.RowKey}:{row.ETag}", part);
            }
        }

        var found = UntimedIds.Of(live._hours.Values.SelectMany(blocks => blocks.Select(block => block.Block)));
        if (found.Count > 0)
        {
            live.Untimed = UntimedIds.Resolve(
                await new EventIdTable(tables).ReadAsync(site.Site.Domain, found, cancellationToken).ConfigureAwait(false), found);
        }

        return live;
    }

    private void Add(string name, IRollupPart block)
    {
        if (!_hours.TryGetValue(block.Period.Start, out var blocks))
        {
            _hours[block.Period.Start] = blocks = [];
        }

        blocks.Add((name, block));
    }
}
