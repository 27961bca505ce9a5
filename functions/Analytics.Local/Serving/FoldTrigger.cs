using Analytics.Core.Live;

namespace Analytics.Local.Serving;

/// <summary>Collects the buckets that have many live rows since their last fold. Safe for concurrent use.</summary>
internal sealed class FoldTrigger
{
    /// <summary>Number of rows from which a bucket is folded: two folds of eight.</summary>
    private const int ManyRows = 16;

    private readonly Lock _gate = new();
    private readonly SortedSet<int> _buckets = [];

    /// <summary>Adds the buckets to which an aggregator has written many rows.</summary>
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

    /// <summary>Returns and removes the collected buckets.</summary>
    public IReadOnlyList<int> Take()
    {
        lock (_gate)
        {
            int[] taken = [.. _buckets];
            _buckets.Clear();
            return taken;
        }
    }

    /// <summary>Returns buckets that could not be folded to the collection.</summary>
    public void Return(IEnumerable<int> buckets)
    {
        lock (_gate)
        {
            _buckets.UnionWith(buckets);
        }
    }
}
