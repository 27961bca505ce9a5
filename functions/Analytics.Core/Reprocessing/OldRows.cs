using System.Text;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Converts days and months of older releases: marks a few at a time as stale, so that the next round rebuilds them from their hours or
/// days, and deletes the hours when the day is old. Meanwhile queries read the rows below. Safe to run in several processes. Thread-safe.
/// </summary>
/// <remarks>
/// A row is marked only if the rows below it have all of its messages and as many events. Otherwise only the archive has the missing
/// events, so that a reprocessing job must rebuild it. The position in the list of sites is stored, and after the last site nothing is
/// searched any more.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="sites">The sites.</param>
/// <param name="clock">The clock for the times of notes.</param>
/// <param name="maxMarked">Number of rows after which a run ends; the rows of one site are marked together.</param>
public sealed class OldRows(ITableStore tables, SiteRegistry sites, TimeProvider clock, int maxMarked = 64)
{
    // Limits a run in which there is nothing to mark.
    private const int MaxSites = 1000;

    private const string PartitionKey = "conversion";

    // Renamed whenever a release makes more rows old, so that the search begins again.
    private const string RowKey = "rows-and-months";
    private const string Done = "|";

    private readonly RollupWalk _walk = new(tables);

    /// <summary>Marks some rows, continuing where the last run stopped.</summary>
    /// <returns>The number of marked rows.</returns>
    /// <exception cref="IOException">The storage does not answer now; try again later.</exception>
    public async Task<int> ConvertAsync(CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, RowKey, cancellationToken);
        var after = row is null ? string.Empty : Encoding.UTF8.GetString(row.Body.Span);
        var marked = 0;
        for (var searchedSites = 0; after != Done && marked < maxMarked && searchedSites < MaxSites; searchedSites++)
        {
            var page = await sites.ListAsync(after.Length == 0 ? null : after, limit: 1, cancellationToken);
            foreach (var site in page.Sites)
            {
                marked += await ConvertAsync(site.Id, cancellationToken);
            }

            after = page.After ?? Done;
            var position = TableOperation.Upsert(RowKey, Encoding.UTF8.GetBytes(after));
            await tables.CommitAsync(TableNames.Control, PartitionKey, [position], cancellationToken);
        }

        return marked;
    }

    private async Task<int> ConvertAsync(string site, CancellationToken cancellationToken)
    {
        var due = new HashSet<RollupPeriod>();
        await foreach (var row in _walk.ReadAsync(site, cancellationToken))
        {
            if (row is { IsOld: true, IsComplete: true })
            {
                due.Add(row.Rollup.Period);
            }
        }

        await StaleNote.WriteAsync(tables, site, due, clock.GetUtcNow(), cancellationToken);
        foreach (var chunk in due.Chunk(TableLimits.MaxOperations))
        {
            var markers = Array.ConvertAll(chunk, period => TableOperation.Upsert(period.StaleKey, default));
            await tables.CommitAsync(TableNames.Rollups, site, markers, cancellationToken);
        }

        return due.Count;
    }
}
