using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Versions of the logic that made the stored rollups, so that an operator sees what is due for reprocessing. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="sites">The sites.</param>
public sealed class LogicVersions(ITableStore tables, SiteRegistry sites)
{
    private readonly RollupTable _rollups = new(tables);

    /// <summary>
    /// Counts the hour rollups of all registered sites, and the days without any, by version, ascending. Reads every row's head: O(rows).
    /// </summary>
    public async Task<IReadOnlyList<LogicVersionRows>> CountAsync(CancellationToken cancellationToken)
    {
        var versions = new SortedDictionary<int, LogicVersionRows>();
        string? after = null;
        do
        {
            var page = await sites.ListAsync(after, SiteRegistry.MaxPage, cancellationToken).ConfigureAwait(false);
            foreach (var site in page.Sites)
            {
                var days = new HashSet<long>();
                foreach (var tier in (RollupTier[])[RollupTier.Hour, RollupTier.Day])
                {
                    var rows = _rollups.ReadRangeAsync(site.Id, tier, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds(), headsOnly: true, cancellationToken);
                    await foreach (var row in rows.ConfigureAwait(false))
                    {
                        if (days.Add(RollupPeriod.Of(RollupTier.Day, row.Rollup.Period.Start).Start) || tier == RollupTier.Hour)
                        {
                            Count(versions, row.Rollup);
                        }
                    }
                }
            }

            after = page.After;
        }
        while (after is not null);
        return [.. versions.Values];
    }

    private static void Count(SortedDictionary<int, LogicVersionRows> versions, Rollup rollup)
    {
        var from = DateTimeOffset.FromUnixTimeSeconds(rollup.Period.Start);
        var to = DateTimeOffset.FromUnixTimeSeconds(rollup.Period.End);
        versions[rollup.LogicVersion] = versions.TryGetValue(rollup.LogicVersion, out var count)
            ? count with { Rows = count.Rows + 1, From = from < count.From ? from : count.From, To = to > count.To ? to : count.To }
            : new(rollup.LogicVersion, 1, from, to);
    }
}
