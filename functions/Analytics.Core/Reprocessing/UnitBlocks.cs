using Analytics.Core.Periods;

namespace Analytics.Core.Reprocessing;

/// <summary>The replayed blocks of a bucket and day.</summary>
/// <param name="Reached">Sequence number of each partition up to which they are complete.</param>
/// <param name="Sites">The blocks by site.</param>
internal sealed record UnitBlocks(long[] Reached, Dictionary<string, List<IRollupPart>> Sites)
{
    public IReadOnlyList<IRollupPart> Of(string site) => Sites.TryGetValue(site, out var blocks) ? blocks : [];
}
