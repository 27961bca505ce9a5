using System.Diagnostics.CodeAnalysis;

namespace Analytics.Core.Caching;

/// <summary>Keeps the values used last within a bound on the sum of their weights. Thread-safe.</summary>
/// <param name="maxWeight">The bound, in bytes.</param>
/// <param name="maxValueWeight">The bound of one value, in bytes. If it is larger than the other, a value above that is kept alone.</param>
internal sealed class WeightedCache<TValue>(long maxWeight, long maxValueWeight)
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _order = new();
    private long _weight;

    /// <summary>Makes a cache of which no value may take more than half.</summary>
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

    /// <summary>True if there is a value. Asking does not count as use.</summary>
    public bool Has(string key)
    {
        lock (_gate)
        {
            return _entries.ContainsKey(key);
        }
    }

    /// <summary>Adds or replaces a value, unless it alone is larger than a value may be.</summary>
    public void Replace(string key, TValue value, long weight)
    {
        weight += key.Length * 2;
        lock (_gate)
        {
            if (_entries.Remove(key, out var old))
            {
                _order.Remove(old);
                _weight -= old.Value.Weight;
            }

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
