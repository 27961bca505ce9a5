namespace Analytics.Core.Aggregation;

/// <summary>
/// A bounded set that forgets in generations: entries not used while a whole generation was filled are dropped. Amortised O(1). Not
/// thread-safe.
/// </summary>
internal sealed class GenerationalSet(int perGeneration)
{
    private HashSet<ulong> _current = [];
    private HashSet<ulong> _previous = [];

    /// <summary>Adds an entry.</summary>
    /// <returns>False if the set had it.</returns>
    public bool Add(ulong entry)
    {
        if (_current.Count >= perGeneration)
        {
            Rotate();
        }

        return _current.Add(entry) && !_previous.Remove(entry);
    }

    /// <summary>Starts a generation and drops the one before the last.</summary>
    public void Rotate()
    {
        (_previous, _current) = (_current, _previous);
        _current.Clear();
    }

    public void Clear()
    {
        _current.Clear();
        _previous.Clear();
    }
}
