namespace Analytics.Core.Aggregation;

/// <summary>
/// Event ids of the last hour or so, by which rolling averages count a repeated event once. Queries do not depend on it: they find equal
/// events when blocks are merged. Not thread-safe.
/// </summary>
internal sealed class RecentKeys(AggregationOptions options)
{
    private readonly GenerationalSet _keys = new(options.MemoryPerGeneration);
    private long? _generation;

    /// <summary>Drops old ids, by the time of the log.</summary>
    public void Age(DateTimeOffset enqueued)
    {
        var generation = enqueued.UtcTicks / options.GenerationAge.Ticks;
        if (generation <= _generation)
        {
            return;
        }

        for (var remaining = Math.Min(2, generation - (_generation ?? generation)); remaining > 0; remaining--)
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
