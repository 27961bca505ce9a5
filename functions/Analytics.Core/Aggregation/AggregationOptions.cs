namespace Analytics.Core.Aggregation;

/// <summary>Bounds of the aggregator.</summary>
public sealed record AggregationOptions
{
    /// <summary>
    /// Maximum bytes of live rows in one batch, which becomes one transaction. A single larger message is a batch of its own, committed
    /// in several transactions.
    /// </summary>
    public int MaxBatchBytes { get; init; } = Tables.TableLimits.MaxTransactionBytes - (64 * 1024);

    /// <summary>Bytes of a live row from which on the other blocks of its batch are written to further rows.</summary>
    public int MaxRowBytes { get; init; } = Tables.TableLimits.MaxTransactionBytes / 4;

    /// <summary>Bytes of messages per read when a gap is read back from the log.</summary>
    public int ReadBackBytes { get; init; } = 1024 * 1024;

    /// <summary>Event ids remembered in each of two generations.</summary>
    public int MemoryPerGeneration { get; init; } = 131_072;

    /// <summary>Time during which a generation is filled, in log time.</summary>
    public TimeSpan GenerationAge { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>Maximum age of the live rows that are read to rebuild the rolling averages after a restart.</summary>
    public TimeSpan Rebuild { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Maximum number of events read to rebuild the rolling averages.</summary>
    public int RebuildEvents { get; init; } = 262_144;

    /// <summary>Number of distinct texts after which the caches are dropped.</summary>
    public int MaxTexts { get; init; } = 262_144;

    /// <summary>Bytes of distinct texts after which the caches are dropped; usual texts are short and reach their number first.</summary>
    public int MaxTextBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Extracts the segments of a message. Only tests replace it, to reject messages that this release accepts.</summary>
    internal Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Decode { get; init; } = EventLog.EventMessage.Decode;

    /// <summary>The version of the logic that decides the numbers.</summary>
    public Periods.RollupLogic Logic { get; init; } = Periods.RollupLogic.Current;
}
