using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Converts days and months of older releases: marks a few at a time as stale, so that the next round makes them again of their hours or
/// days, and the hours go when the day is old. Queries read what is below meanwhile. Safe beside itself in another process. Thread-safe.
/// </summary>
/// <remarks>
/// A row is marked only if the rows below it have all of its messages and as many events. Of another, only the archive has what is
/// missing, so that a reprocessing job has to make it again. How far the sites were looked through is kept, and after the last nothing is
/// looked for any more.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="sites">The sites.</param>
/// <param name="clock">The time of notes.</param>
/// <param name="maxMarked">Rows after which a run ends; the rows of one site are marked together.</param>
public sealed class OldRows(ITableStore tables, SiteRegistry sites, TimeProvider clock, int maxMarked = 64)
{
    // So that a run ends soon where there is nothing to mark.
    private const int MaxSites = 1000;

    private const string PartitionKey = "conversion";
    private const string RowKey = "rows";
    private const string Done = "|";

    private readonly RollupTable _rollups = new(tables);

    /// <summary>Marks some rows, going on where the last run stopped.</summary>
    /// <returns>The number of marked rows.</returns>
    /// <exception cref="IOException">The storage does not answer now; try again later.</exception>
    public async Task<int> ConvertAsync(CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, RowKey, cancellationToken).ConfigureAwait(false);
        var after = row is null ? string.Empty : Encoding.UTF8.GetString(row.Body.Span);
        var marked = 0;
        for (var looked = 0; after != Done && marked < maxMarked && looked < MaxSites; looked++)
        {
            var page = await sites.ListAsync(after.Length == 0 ? null : after, limit: 1, cancellationToken).ConfigureAwait(false);
            foreach (var site in page.Sites)
            {
                marked += await ConvertAsync(site.Id, cancellationToken).ConfigureAwait(false);
            }

            after = page.After ?? Done;
            var reached = TableOperation.Upsert(RowKey, Encoding.UTF8.GetBytes(after));
            await tables.CommitAsync(TableNames.Control, PartitionKey, [reached], cancellationToken).ConfigureAwait(false);
        }

        return marked;
    }

    /// <summary>Counts what is left of all registered sites. Reads every day's and month's head: O(rows).</summary>
    public async Task<OldRowCounts> CountAsync(CancellationToken cancellationToken)
    {
        var (waiting, incomplete) = (0L, 0L);
        string? after = null;
        do
        {
            var page = await sites.ListAsync(after, SiteRegistry.MaxPage, cancellationToken).ConfigureAwait(false);
            foreach (var site in page.Sites)
            {
                await foreach (var (_, isComplete) in OldAsync(site.Id, cancellationToken).ConfigureAwait(false))
                {
                    waiting += isComplete ? 1 : 0;
                    incomplete += isComplete ? 0 : 1;
                }
            }

            after = page.After;
        }
        while (after is not null);
        return new(waiting, incomplete);
    }

    private async Task<int> ConvertAsync(string site, CancellationToken cancellationToken)
    {
        var due = new HashSet<RollupPeriod>();
        await foreach (var (period, isComplete) in OldAsync(site, cancellationToken).ConfigureAwait(false))
        {
            if (isComplete)
            {
                due.Add(period);
            }
        }

        await StaleNote.WriteAsync(tables, site, due, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        foreach (var chunk in due.Chunk(TableLimits.MaxOperations))
        {
            var markers = Array.ConvertAll(chunk, period => TableOperation.Upsert(period.StaleKey, default));
            await tables.CommitAsync(TableNames.Rollups, site, markers, cancellationToken).ConfigureAwait(false);
        }

        return due.Count;
    }

    /// <summary>The old rows of a site that nothing has marked yet, and whether all of each is in the rows below it.</summary>
    private async IAsyncEnumerable<(RollupPeriod Period, bool IsComplete)> OldAsync(
        string site, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stale = await _rollups.StaleAsync(site, cancellationToken).ConfigureAwait(false);
        foreach (var (tier, below) in ((RollupTier, RollupTier)[])[(RollupTier.Day, RollupTier.Hour), (RollupTier.Month, RollupTier.Day)])
        {
            var end = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
            await foreach (var row in ReadAsync(site, tier, 0, end, cancellationToken).ConfigureAwait(false))
            {
                if (row.IsOld && !stale.Contains(row.Period))
                {
                    yield return (row.Period, await IsCompleteAsync(site, row, below, cancellationToken).ConfigureAwait(false));
                }
            }
        }
    }

    private async Task<bool> IsCompleteAsync(string site, Rollup row, RollupTier below, CancellationToken cancellationToken)
    {
        var (included, events) = (Inclusion.None, 0L);
        await foreach (var part in ReadAsync(site, below, row.Period.Start, row.Period.End, cancellationToken).ConfigureAwait(false))
        {
            included = included.Union(part.Included);
            events += EventsOf(part);
        }

        return included.Contains(row.Included) && events >= EventsOf(row);
    }

    /// <summary>The heads that can be read: what is damaged is for the roll-up and for queries to find.</summary>
    private async IAsyncEnumerable<Rollup> ReadAsync(
        string site, RollupTier tier, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = _rollups.ReadRangeAsync(site, tier, from, to, headsOnly: true, static (_, _) => Task.CompletedTask, cancellationToken);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            yield return row.Rollup;
        }
    }

    private static long EventsOf(Rollup row) => row.Totals.Slots.Sum(slot => (long)slot.Value[TotalsMetric.Events]);
}
