using Analytics.Core.Periods;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>Counts the stored rollups by logic version, for operators. Thread-safe.</summary>
/// <param name="tables">The tables.</param>
/// <param name="sites">The sites.</param>
public sealed class RollupCensus(ITableStore tables, SiteRegistry sites)
{
    private readonly RollupWalk _walk = new(tables);

    /// <summary>Counts the rollups of all registered sites. Reads every row's head once: O(rows).</summary>
    /// <exception cref="IOException">The storage does not answer now; try again later.</exception>
    public async Task<RollupCounts> CountAsync(CancellationToken cancellationToken)
    {
        var versions = new SortedDictionary<int, LogicVersionRows>();
        var (waiting, incomplete) = (0L, 0L);
        await foreach (var site in sites.ReadAllAsync(cancellationToken))
        {
            await foreach (var row in _walk.ReadAsync(site.Id, cancellationToken))
            {
                if (row.IsFinest)
                {
                    Count(versions, row.Rollup);
                }

                waiting += row is { IsOld: true, IsComplete: true } ? 1 : 0;
                incomplete += row is { IsOld: true, IsComplete: false } ? 1 : 0;
            }
        }

        return new([.. versions.Values], new(waiting, incomplete));
    }

    private static void Count(SortedDictionary<int, LogicVersionRows> versions, Rollup rollup)
    {
        var from = DateTimeOffset.FromUnixTimeSeconds(rollup.Period.Start);
        var to = DateTimeOffset.FromUnixTimeSeconds(rollup.Period.End);
        versions[rollup.LogicVersion] = versions.TryGetValue(rollup.LogicVersion, out var count)
            ? count with
            {
                Rows = count.Rows + 1,
                From = from < count.From ? from : count.From,
                To = to > count.To ? to : count.To,
            }
            : new(rollup.LogicVersion, 1, from, to);
    }
}

/// <summary>Counts of stored rollups.</summary>
/// <param name="Versions">The hours, and the days without hours, by the version of the logic that built them, ascending.</param>
/// <param name="Old">The days and months that an older release built.</param>
public sealed record RollupCounts(IReadOnlyList<LogicVersionRows> Versions, OldRowCounts Old);
