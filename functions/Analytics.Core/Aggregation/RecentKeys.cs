namespace Analytics.Core.Aggregation;

/// <summary>
/// Event ids of the last hour or so, so that rolling averages count an event once that a client sends twice. What queries count does not
/// depend on it: equal events are found when blocks are merged. Not thread-safe.
/// </summary>
internal sealed class RecentKeys(AggregationOptions options)
{
    private readonly GenerationalSet _keys = new(options.MemoryPerGeneration);
    private long? _generation;

    /// <summary>Forgets what is old by the log's own time.</summary>
    public void Age(DateTimeOffset enqueued)
    {
        var generation = enqueued.UtcTicks / options.GenerationAge.Ticks;
        if (generation <= _generation)
        {
            return;
        }

        for (var passed = Math.Min(2, generation - (_generation ?? generation)); passed > 0; passed--)
        {
            _keys.Rotate();
        }

        _generation = generation;
    }

    /// <summary>Remembers an event's key.</summary>
    /// <returns>False if it was remembered already.</returns>
    public bool TryAdd(ulong siteHash, ulong key) => _keys.Add(key ^ siteHash);

    public void Clear()
    {
        _keys.Clear();
        _generation = null;
    }
}
