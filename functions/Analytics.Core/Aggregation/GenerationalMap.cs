using System.Runtime.InteropServices;

namespace Analytics.Core.Aggregation;

/// <summary>
/// A bounded map that forgets in generations: entries not used while a whole generation was filled are dropped. Amortised O(1). Not thread-safe.
/// </summary>
internal sealed class GenerationalMap<TValue>(int perGeneration)
    where TValue : struct
{
    private Dictionary<ulong, TValue> _current = [];
    private Dictionary<ulong, TValue> _previous = [];

    public IReadOnlyDictionary<ulong, TValue> Current => _current;

    public IReadOnlyDictionary<ulong, TValue> Previous => _previous;

    public int Count => _current.Count + _previous.Count;

    /// <summary>The entry, created if it is not there.</summary>
    public ref TValue GetOrAdd(ulong key, out bool existed)
    {
        if (_current.Count >= perGeneration)
        {
            Rotate();
        }

        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(_current, key, out existed);
        if (!existed && _previous.Remove(key, out var old))
        {
            value = old;
            existed = true;
        }

        return ref value!;
    }

    public bool TryGet(ulong key, out TValue value) =>
        _current.TryGetValue(key, out value) || _previous.TryGetValue(key, out value);

    public void Rotate()
    {
        (_previous, _current) = (_current, _previous);
        _current.Clear();
    }

    /// <summary>Takes other contents, as they were saved.</summary>
    public void Replace(Dictionary<ulong, TValue> current, Dictionary<ulong, TValue> previous)
    {
        _current = current;
        _previous = previous;
    }

    public void Clear()
    {
        _current.Clear();
        _previous.Clear();
    }
}
