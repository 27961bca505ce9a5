namespace Analytics.Core.Periods.Segments;

/// <summary>
/// The ids of a day's events, stored separately from its rows: shards by the first bits of their keys, which no query reads. Shards
/// without keys are omitted.
/// </summary>
/// <param name="Bits">Bits of the prefixes.</param>
/// <param name="Entries">The shards, ascending by prefix.</param>
public sealed record IdShardList(int Bits, IReadOnlyList<IdShardEntry> Entries)
{
    /// <summary>Maximum number of bits of a prefix.</summary>
    public const int MaxBits = 8;

    /// <summary>Returns the prefix of a key.</summary>
    internal int PrefixOf(ulong key) => PrefixOf(key, Bits);

    /// <summary>Returns the highest bits of a key.</summary>
    internal static int PrefixOf(ulong key, int bits) => bits == 0 ? 0 : (int)(key >> (64 - bits));
}
