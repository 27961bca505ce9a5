using System.Runtime.CompilerServices;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Reads the heads of all rollups of a site: hours, then days, then months. Damaged heads are left out; the roll-up and
/// queries report them. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
internal sealed class RollupWalk(ITableStore tables)
{
    private readonly RollupTable _rollups = new(tables);

    /// <summary>Reads the rows of a site. O(rows), and memory for two numbers a day.</summary>
    public async IAsyncEnumerable<WalkedRow> ReadAsync(string site, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stale = await _rollups.StaleAsync(site, cancellationToken);
        var below = new Dictionary<RollupPeriod, Content>();
        foreach (var tier in (RollupTier[])[RollupTier.Hour, RollupTier.Day, RollupTier.Month])
        {
            var rows = _rollups.ReadRangeAsync(
                site,
                tier,
                0,
                DateTimeOffset.MaxValue.ToUnixTimeSeconds(),
                headsOnly: true,
                static (_, _) => Task.CompletedTask,
                cancellationToken
            );
            await foreach (var row in rows)
            {
                var (period, content) = (row.Rollup.Period, Content.Of(row.Rollup));
                var fromBelow = below.GetValueOrDefault(period, Content.None);
                var isFinest = tier == RollupTier.Hour || (tier == RollupTier.Day && !below.ContainsKey(period));
                var isOld = tier != RollupTier.Hour && row.Rollup.IsOld && !stale.Contains(period);
                yield return new(
                    row.Rollup,
                    isFinest,
                    isOld,
                    fromBelow.Included.Contains(content.Included) && fromBelow.Events >= content.Events
                );
                if (tier != RollupTier.Month)
                {
                    var parent = RollupPeriod.Of(tier == RollupTier.Hour ? RollupTier.Day : RollupTier.Month, period.Start);
                    below[parent] = below.GetValueOrDefault(parent, Content.None).And(content);
                }
            }
        }
    }

    /// <summary>The messages and events of rows.</summary>
    private readonly record struct Content(Inclusion Included, long Events)
    {
        public static Content None => new(Inclusion.None, 0);

        public static Content Of(Rollup row) => new(row.Included, row.Totals.Sum(TotalsMetric.Events));

        public Content And(Content other) => new(Included.Union(other.Included), Events + other.Events);
    }
}

/// <summary>A row of a site's rollups and its relation to the others.</summary>
/// <param name="Rollup">The row without its segments.</param>
/// <param name="IsFinest">True if it is an hour, or a day without hours: a row whose events a newer logic would count
/// differently.</param>
/// <param name="IsOld">True if an older release built it, and it is not marked as stale.</param>
/// <param name="IsComplete">True if the rows below it have all of its messages, and as many events.</param>
internal readonly record struct WalkedRow(Rollup Rollup, bool IsFinest, bool IsOld, bool IsComplete);
