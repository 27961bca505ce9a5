using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>Live blocks to merge into hour rollups, by site and hour. Not thread-safe.</summary>
/// <param name="maxBytes">See <see cref="RollupOptions.MaxCollectedBytes"/>.</param>
internal sealed class CollectedBlocks(long maxBytes)
{
    private readonly Dictionary<string, Dictionary<long, List<IRollupPart>>> _sites = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>The blocks by site and then by the start of their hour.</summary>
    public IReadOnlyDictionary<string, Dictionary<long, List<IRollupPart>>> Sites => _sites;

    /// <summary>True if no block is collected.</summary>
    public bool IsEmpty => _sites.Count == 0;

    /// <summary>True if enough blocks are collected to be merged.</summary>
    public bool IsFull => _bytes >= maxBytes;

    /// <summary>Adds the remaining blocks of a row. They keep the whole row in memory.</summary>
    public void Add(IReadOnlyList<(string Site, IRollupPart Part)> blocks, int rowBytes)
    {
        _bytes += blocks.Count > 0 ? rowBytes : 0;
        foreach (var (site, block) in blocks)
        {
            if (!_sites.TryGetValue(site, out var hours))
            {
                _sites[site] = hours = [];
            }

            if (!hours.TryGetValue(block.Period.Start, out var parts))
            {
                hours[block.Period.Start] = parts = [];
            }

            parts.Add(block);
        }
    }

    public void Clear()
    {
        _sites.Clear();
        _bytes = 0;
    }
}
