namespace Analytics.Core.Aggregation;

/// <summary>Bounds of the aggregator.</summary>
public sealed record AggregationOptions
{
    /// <summary>
    /// Bytes of live rows in one batch, which becomes one transaction. A message that has more alone is a batch of its own in several
    /// transactions.
    /// </summary>
    public int MaxBatchBytes { get; init; } = Tables.TableLimits.MaxTransactionBytes - (64 * 1024);

    /// <summary>Bytes of messages read at once where some were missed.</summary>
    public int ReadBackBytes { get; init; } = 1024 * 1024;

    /// <summary>Event ids remembered in each of two generations.</summary>
    public int MemoryPerGeneration { get; init; } = 131_072;

    /// <summary>Time during which a generation is filled, in log time.</summary>
    public TimeSpan GenerationAge { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>Age of the oldest live rows that are read to rebuild the memory after a restart.</summary>
    public TimeSpan Rebuild { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Events read at most to rebuild the memory.</summary>
    public int RebuildEvents { get; init; } = 262_144;

    /// <summary>Distinct texts after which the caches are dropped.</summary>
    public int MaxTexts { get; init; } = 262_144;

    /// <summary>Takes the segments out of a message; only tests replace it, to reject what a later release accepts.</summary>
    internal Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Decode { get; init; } = EventLog.EventMessage.Decode;

    /// <summary>Logic that decides the numbers.</summary>
    public Periods.RollupLogic Logic { get; init; } = Periods.RollupLogic.Current;
}
