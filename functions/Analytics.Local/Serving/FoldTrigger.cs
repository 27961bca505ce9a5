using Analytics.Core.Live;

namespace Analytics.Local.Serving;

/// <summary>The buckets whose live rows have become many since they were folded last. Safe for concurrent use.</summary>
internal sealed class FoldTrigger
{
    /// <summary>Rows that are many: two folds of eight.</summary>
    private const int ManyRows = 16;

    private readonly Lock _gate = new();
    private readonly SortedSet<int> _buckets = [];

    /// <summary>Takes the buckets that an aggregator has written many rows to.</summary>
    public void Add(BucketWrites written)
    {
        foreach (var bucket in written.WithRows(ManyRows))
        {
            written.ResetRows(bucket);
            lock (_gate)
            {
                _buckets.Add(bucket);
            }
        }
    }

    /// <summary>The buckets so far; the next call has those since.</summary>
    public IReadOnlyList<int> Take()
    {
        lock (_gate)
        {
            int[] taken = [.. _buckets];
            _buckets.Clear();
            return taken;
        }
    }

    /// <summary>Gives buckets back that could not be folded.</summary>
    public void Return(IEnumerable<int> buckets)
    {
        lock (_gate)
        {
            _buckets.UnionWith(buckets);
        }
    }
}
