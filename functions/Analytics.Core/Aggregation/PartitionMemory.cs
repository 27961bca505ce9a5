namespace Analytics.Core.Aggregation;

/// <summary>
/// What a partition's aggregator remembers between batches: open visits, recent event ids, and who continues a visit under yesterday's visitor id.
/// Not thread-safe.
/// </summary>
internal sealed class PartitionMemory(AggregationOptions options)
{
    /// <summary>Recent event ids.</summary>
    public GenerationalMap<byte> Keys { get; } = new(options.MemoryPerGeneration * 4);

    /// <summary>Who continues a visit under which other id.</summary>
    public GenerationalMap<ulong> Aliases { get; } = new(options.MemoryPerGeneration);

    /// <summary>The number of the running generation; null before the first message.</summary>
    public long? Generation { get; set; }

    /// <summary>A longer silence ends a visit.</summary>
    public int MaxGapSeconds { get; } = options.Logic.MaxGapSeconds;

    public GenerationalMap<OpenVisit> Visits { get; } = new(options.MemoryPerGeneration);

    /// <summary>
    /// Forgets what is old by the log's own time. Generations begin at fixed times, so that a replay that starts two of them earlier remembers the same.
    /// </summary>
    public void Age(DateTimeOffset enqueued)
    {
        var generation = enqueued.UtcTicks / options.GenerationAge.Ticks;
        if (generation <= Generation)
        {
            return;
        }

        for (var passed = Math.Min(2, generation - (Generation ?? generation)); passed > 0; passed--)
        {
            Visits.Rotate();
            Keys.Rotate();
            Aliases.Rotate();
        }

        Generation = generation;
    }

    /// <summary>Remembers an event's key.</summary>
    /// <returns>False if it was remembered already.</returns>
    public bool TryAddKey(ulong key)
    {
        Keys.GetOrAdd(key, out var existed);
        return !existed;
    }

    /// <summary>
    /// The id that an event belongs to: yesterday's if that visitor's visit still goes on, else its own.
    /// </summary>
    public ulong Resolve(ulong visitor, ulong previousVisitor, long second)
    {
        var candidate = previousVisitor;
        if (candidate == 0 && !Aliases.TryGet(visitor, out candidate))
        {
            return visitor;
        }

        if (!Visits.TryGet(candidate, out var visit) || second - visit.Last > MaxGapSeconds)
        {
            return visitor;
        }

        Remember(visitor, candidate);
        return candidate;
    }

    public void Remember(ulong visitor, ulong continues) => Aliases.GetOrAdd(visitor, out _) = continues;

    public void Clear()
    {
        Visits.Clear();
        Keys.Clear();
        Aliases.Clear();
        Generation = null;
    }
}
