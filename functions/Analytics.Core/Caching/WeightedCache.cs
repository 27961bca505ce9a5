using System.Diagnostics.CodeAnalysis;

namespace Analytics.Core.Caching;

/// <summary>Caches the most recently used values within a limit on the sum of their weights. Thread-safe.</summary>
/// <param name="maxWeight">The limit of the sum, in bytes.</param>
/// <param name="maxValueWeight">The limit of one value, in bytes. If it exceeds the other limit, a value above that limit is cached
/// alone.</param>
internal sealed class WeightedCache<TValue>(long maxWeight, long maxValueWeight)
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _order = new();
    private long _weight;

    /// <summary>Creates a cache in which a single value may use at most half of the limit.</summary>
    public WeightedCache(long maxWeight)
        : this(maxWeight, maxWeight / 2) { }

    public bool TryGet(string key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                value = node.Value.Value;
                return true;
            }

            value = null;
            return false;
        }
    }

    /// <summary>Returns true if there is a value. Does not count as use.</summary>
    public bool Has(string key)
    {
        lock (_gate)
        {
            return _entries.ContainsKey(key);
        }
    }

    /// <summary>Returns a quota for a question that may fill the cache once, with room left for what it is about to leave out.</summary>
    public CacheQuota Quota() => new(maxWeight / 8 * 7);

    /// <summary>Removes a value, if it is there.</summary>
    public void Remove(string key)
    {
        lock (_gate)
        {
            if (_entries.Remove(key, out var node))
            {
                _order.Remove(node);
                _weight -= node.Value.Weight;
            }
        }
    }

    /// <summary>Adds or replaces a value. A value that is too large is not cached.</summary>
    public void Replace(string key, TValue value, long weight)
    {
        weight += key.Length * 2;
        lock (_gate)
        {
            Remove(key);
            if (weight > maxValueWeight)
            {
                return;
            }

            _entries[key] = _order.AddFirst(new Entry(key, value, weight));
            _weight += weight;
            while (_weight > maxWeight && _entries.Count > 1)
            {
                var oldest = _order.Last!;
                _order.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _weight -= oldest.Value.Weight;
            }
        }
    }

    private sealed record Entry(string Key, TValue Value, long Weight);
}
