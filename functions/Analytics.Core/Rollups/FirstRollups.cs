using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Finds the first rollups of a site. One transaction moves hours into a day or out of it, so events moved between a read of the hours and
/// one of the days are found by another read of the hours. Thread-safe.
/// </summary>
/// <param name="tables">The table port.</param>
internal sealed class FirstRollups(ITableStore tables)
{
    private static readonly RollupTier[] InOrder = [RollupTier.Hour, RollupTier.Day, RollupTier.Hour];

    /// <summary>Returns the start of the first hour of which an hour or day rollup has an event; null if there is none.</summary>
    public ValueTask<long?> HourAsync(
        string site,
        Func<TableRow, TableCorruptException, Task> onDamage,
        CancellationToken cancellationToken
    ) => FirstAsync(tier => HourAsync(site, tier, onDamage, cancellationToken));

    /// <summary>Returns the start of the first hour or day rollup, damaged or not, in a day or after it; null if there is none.</summary>
    public ValueTask<long?> PeriodAsync(string site, RollupPeriod day, CancellationToken cancellationToken) =>
        FirstAsync(async tier =>
        {
            var from = new RollupPeriod(tier, day.Start).RowKey;
            var row = await tables
                .ReadRangeAsync(TableNames.Rollups, site, from, EndOf(tier), headsOnly: true, cancellationToken)
                .FirstOrDefaultAsync(cancellationToken);
            return row is null ? null : RollupPeriod.Parse(row.RowKey).Start;
        });

    private static async ValueTask<long?> FirstAsync(Func<RollupTier, ValueTask<long?>> findAsync)
    {
        long? first = null;
        foreach (var tier in InOrder)
        {
            var found = await findAsync(tier);
            first = first is null || found < first ? found : first;
        }

        return first;
    }

    private static string EndOf(RollupTier tier) => RollupPeriod.Prefix(tier)[0] + "}";

    private async ValueTask<long?> HourAsync(
        string site,
        RollupTier tier,
        Func<TableRow, TableCorruptException, Task> onDamage,
        CancellationToken cancellationToken
    )
    {
        await foreach (
            var row in tables.ReadRangeAsync(
                TableNames.Rollups,
                site,
                RollupPeriod.Prefix(tier),
                EndOf(tier),
                headsOnly: true,
                cancellationToken
            )
        )
        {
            try
            {
                var head = RollupTable.Decode(row, headOnly: true).Rollup;
                var slots = head.Totals.Slots.Where(slot => slot.Value[TotalsMetric.Events] > 0).Select(slot => slot.Key);
                if (slots.Select(slot => (int?)slot).FirstOrDefault() is { } first)
                {
                    return RollupPeriod.Of(RollupTier.Hour, head.Period.Start + ((long)first * head.Period.SlotSeconds)).Start;
                }

                if (head.EventCount > 0)
                {
                    return head.Period.Start;
                }
            }
            catch (TableCorruptException reason)
            {
                await onDamage(row, reason);
            }
        }

        return null;
    }
}
