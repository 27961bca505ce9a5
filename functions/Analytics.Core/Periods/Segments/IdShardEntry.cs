namespace Analytics.Core.Periods.Segments;

/// <summary>A shard of a day's event ids.</summary>
/// <param name="Prefix">The highest bits of its keys.</param>
/// <param name="Hash">xxHash64 of its content, which names it.</param>
/// <param name="Count">Number of keys.</param>
public readonly record struct IdShardEntry(int Prefix, ulong Hash, int Count);
