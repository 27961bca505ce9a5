using Analytics.Core.Caching;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Merges rollups of one day for a scan, and caches the results. Thread-safe.</summary>
/// <param name="rollups">Loads the rollups.</param>
/// <param name="site">The site.</param>
/// <param name="composites">The cache of merged rollups.</param>
internal sealed class CompositeMerge(SiteRollups rollups, string site, WeightedCache<Rollup> composites)
{
    /// <summary>Merges the rows of some visitors.</summary>
    /// <param name="identity">Identifies the exact content of the rows, as the key of the cache.</param>
    /// <param name="stored">The rollups, of one day.</param>
    /// <param name="visitors">The visitors.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp, to be left out.</param>
    /// <param name="cancellationToken">Cancels the merge.</param>
    public async ValueTask<Rollup> MergeAsync(
        string identity,
        IReadOnlyList<StoredRollup> stored,
        VisitorRange visitors,
        UntimedIds untimed,
        CancellationToken cancellationToken
    )
    {
        var key = $"{site}|{identity}";
        if (composites.TryGet(key, out var composite))
        {
            return composite;
        }

        var parts = new List<IRollupPart>();
        foreach (var part in stored)
        {
            parts.AddRange(await rollups.LoadAsync(part, visitors, cancellationToken));
        }

        var whole = stored is [var only] ? only.Rollup.Period : RollupPeriod.Of(RollupTier.Day, stored[0].Rollup.Period.Start);
        var merged = new RollupMerger().Merge(
            whole,
            parts,
            new()
            {
                Visitors = visitors,
                Untimed = untimed,
                Sums = PartSums.None(Rollup.CurrentLogicVersion),
            },
            cancellationToken
        );
        composites.Replace(key, merged, 1000 + (merged.EventCount * 60L));
        return merged;
    }
}
