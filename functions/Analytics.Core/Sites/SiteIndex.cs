using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// An index row per site in table <c>control</c>, with a copy of the registration as its head, so that a list of sites is one range read.
/// Safe for concurrent use.
/// </summary>
/// <remarks>
/// A change first marks the copy as out of date, then writes the site, then the copy; a removal works likewise. If a crash leaves the
/// mark, listing reads the site, and skips it if there is none. Index rows of older releases have no copy; listing writes it.
/// </remarks>
/// <param name="tables">The tables.</param>
internal sealed class SiteIndex(ITableStore tables)
{
    private const string PartitionKey = "sites";

    // The head of a row while its copy is out of date.
    private static readonly byte[] OutOfDate = [0];

    /// <summary>Lists sites in order of their ids.</summary>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of sites, at least 1.</param>
    /// <param name="matches">Returns true for the sites to list; null lists all. The others are read, too.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<SitePage> ListAsync(string? after, int limit, Func<Site, bool>? matches, CancellationToken cancellationToken)
    {
        var sites = new List<Site>();
        var missing = new List<TableOperation>();

        // '!' sorts before every character of a name, so this is the first key above the cursor.
        var from = after is null ? string.Empty : after + "!";
        await foreach (
            var index in tables.ReadRangeAsync(TableNames.Control, PartitionKey, from, null, headsOnly: true, cancellationToken)
        )
        {
            Site? site = null;
            if (index.Head.Length > OutOfDate.Length)
            {
                site = SiteJson.Read(index, index.Head);
            }
            else if (await tables.ReadAsync(TableNames.Sites, index.RowKey, SiteNames.SiteRow, cancellationToken) is { } row)
            {
                site = SiteJson.Read(row);
                if (index.Head.Length == 0)
                {
                    missing.Add(Copy(site, index.ETag));
                }
            }

            if (site is null || matches?.Invoke(site) == false)
            {
                continue;
            }

            if (sites.Count == limit)
            {
                await WriteAsync(missing, cancellationToken);
                return new SitePage(sites, sites[^1].Id);
            }

            sites.Add(site);
        }

        await WriteAsync(missing, cancellationToken);
        return new SitePage(sites, null);
    }

    /// <summary>Marks the copy of a site as out of date.</summary>
    /// <returns>The ETag of the marked row.</returns>
    public async ValueTask<string> MarkAsync(string id, CancellationToken cancellationToken) =>
        (
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Upsert(id, default, OutOfDate)], cancellationToken)
        ).ETags![0];

    /// <summary>Writes the copy of a site, unless its row was changed since it was marked.</summary>
    /// <param name="site">The site.</param>
    /// <param name="mark">The ETag of the marked row.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public ValueTask WriteAsync(Site site, string mark, CancellationToken cancellationToken) =>
        WriteAsync([Copy(site, mark)], cancellationToken);

    /// <summary>Removes the row of a site, unless the site was registered again since it was marked.</summary>
    /// <param name="id">The site's id.</param>
    /// <param name="mark">The ETag of the marked row.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask RemoveAsync(string id, string mark, CancellationToken cancellationToken) =>
        await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Delete(id, mark)], cancellationToken);

    private static TableOperation Copy(Site site, string etag) => TableOperation.Replace(site.Id, default, etag, SiteJson.Write(site));

    private async ValueTask WriteAsync(IReadOnlyList<TableOperation> copies, CancellationToken cancellationToken)
    {
        foreach (var chunk in copies.Chunk(TableLimits.MaxOperations))
        {
            await tables.CommitAsync(TableNames.Control, PartitionKey, chunk, cancellationToken);
        }
    }
}
