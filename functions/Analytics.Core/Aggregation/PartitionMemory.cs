namespace Analytics.Core.Aggregation;

/// <summary>
/// What a partition's aggregator remembers between batches: open visits, recent event ids, and who continues a visit under yesterday's visitor id.
/// Not thread-safe.
/// </summary>
internal sealed class PartitionMemory(AggregationOptions options)
{
    private readonly GenerationalMap<byte> _keys = new(options.MemoryPerGeneration * 4);
    private readonly GenerationalMap<ulong> _aliases = new(options.MemoryPerGeneration);
    private DateTimeOffset _generationStart = DateTimeOffset.MinValue;

    public GenerationalMap<OpenVisit> Visits { get; } = new(options.MemoryPerGeneration);

    /// <summary>Forgets what is old by the log's own time, so that a replay forgets the same.</summary>
    public void Age(DateTimeOffset enqueued)
    {
        if (enqueued - _generationStart < options.GenerationAge)
        {
            return;
        }

        if (_generationStart != DateTimeOffset.MinValue)
        {
            Visits.Rotate();
            _keys.Rotate();
            _aliases.Rotate();
        }

        _generationStart = enqueued;
    }

    /// <summary>Remembers an event's key.</summary>
    /// <returns>False if it was remembered already.</returns>
    public bool TryAddKey(ulong key)
    {
        _keys.GetOrAdd(key, out var existed);
        return !existed;
    }

    /// <summary>
    /// The id that an event belongs to: yesterday's if that visitor's visit still goes on, else its own.
    /// </summary>
    public ulong Resolve(ulong visitor, ulong previousVisitor, long second)
    {
        var candidate = previousVisitor;
        if (candidate == 0 && !_aliases.TryGet(visitor, out candidate))
        {
            return visitor;
        }

        if (!Visits.TryGet(candidate, out var visit) || second - visit.Last > Rollups.VisitRules.MaxGapSeconds)
        {
            return visitor;
        }

        Remember(visitor, candidate);
        return candidate;
    }

    public void Remember(ulong visitor, ulong continues) => _aliases.GetOrAdd(visitor, out _) = continues;

    public void Clear()
    {
        Visits.Clear();
        _keys.Clear();
        _aliases.Clear();
        _generationStart = DateTimeOffset.MinValue;
    }
}
