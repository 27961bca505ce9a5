using System.Diagnostics.CodeAnalysis;

namespace Analytics.Core.Caching;

/// <summary>Caches the most recently used values within a limit on the sum of their weights. Thread-safe.</summary>
/// <param name="maxWeight">The limit of the sum, in bytes.</param>
/// <param name="maxValueWeight">The limit of one value, in bytes. If it exceeds the other limit, one value above that limit, the newest,
/// is cached beside the others and not counted with them: neither do small values displace it, nor it them.</param>
internal sealed class WeightedCache<TValue>(long maxWeight, long maxValueWeight)
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _order = new();
    private LinkedListNode<Entry>? _large;
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
    /// <param name="keys">The keys of all values of the question. Those that are cached now stay, so they use up the quota first.</param>
    public CacheQuota Quota(IEnumerable<string> keys)
    {
        lock (_gate)
        {
            return new((maxWeight / 8 * 7) - keys.Sum(key => _entries.TryGetValue(key, out var node) ? node.Value.ValueWeight : 0));
        }
    }

    /// <summary>Removes a value, if it is there.</summary>
    public void Remove(string key)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var node))
            {
                Remove(node);
            }
        }
    }

    /// <summary>Removes all values.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _order.Clear();
            (_large, _weight) = (null, 0);
        }
    }

    /// <summary>Adds or replaces a value. A value that is too large is not cached.</summary>
    public void Replace(string key, TValue value, long weight)
    {
        var entry = new Entry(key, value, weight);
        weight = entry.Weight;
        lock (_gate)
        {
            Remove(key);
            if (weight > maxValueWeight)
            {
                return;
            }

            var node = _entries[key] = _order.AddFirst(entry);
            if (weight > maxWeight)
            {
                if (_large is not null)
                {
                    Remove(_large);
                }

                _large = node;
                return;
            }

            for (_weight += weight; _weight > maxWeight; )
            {
                Remove(_order.Last == _large ? _order.Last!.Previous! : _order.Last!);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _entries.Remove(node.Value.Key);
        if (node == _large)
        {
            _large = null;
        }
        else
        {
            _weight -= node.Value.Weight;
        }
    }

    private sealed record Entry(string Key, TValue Value, long ValueWeight)
    {
        public long Weight { get; } = ValueWeight + (Key.Length * 2);
    }
}
