using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// An index row per site in table <c>control</c>, and another per pinned site, with a copy of the registration as its head, so that a
/// list of sites is one range read and a list of pinned sites reads no others. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A change first marks the copy as out of date, then writes the site, then the copy; a removal works likewise. If a crash leaves the
/// mark, listing reads the site, and skips it if there is none or it is not pinned. Index rows of older releases have no copy; listing
/// writes it, and renews a copy that is damaged. A site whose own row is damaged, too, is named and skipped: the others are listed.
/// </remarks>
/// <param name="tables">The tables.</param>
internal sealed class SiteIndex(ITableStore tables)
{
    private const string AllPartition = "sites";
    private const string PinnedPartition = "pins";

    // The head of a row while its copy is out of date.
    private static readonly byte[] OutOfDate = [0];

    /// <summary>The ETags of a site's rows while their copies are out of date.</summary>
    /// <param name="All">That of the row in the index of all sites.</param>
    /// <param name="Pinned">That of the row in the index of pinned sites; null if the site neither is nor was pinned.</param>
    public readonly record struct Mark(string All, string? Pinned);

    /// <summary>Lists sites in order of their ids.</summary>
    /// <param name="isPinned">True to list pinned sites alone.</param>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of sites, at least 1.</param>
    /// <param name="matches">Returns true for the sites to list; null lists all. The others are read, too.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<SitePage> ListAsync(
        bool isPinned,
        string? after,
        int limit,
        Func<Site, bool>? matches,
        CancellationToken cancellationToken
    )
    {
        var partition = isPinned ? PinnedPartition : AllPartition;
        var sites = new List<Site>();
        var (missing, unreadable) = (new List<TableOperation>(), new List<string>());

        // '!' sorts before every character of a name, so this is the first key above the cursor.
        var from = after is null ? string.Empty : after + "!";
        await foreach (var index in tables.ReadRangeAsync(TableNames.Control, partition, from, null, headsOnly: true, cancellationToken))
        {
            var site = CopyIn(index);
            if (site is null)
            {
                (site, var isDamaged) = await ReadAsync(index.RowKey, cancellationToken);
                if (isDamaged)
                {
                    unreadable.Add(index.RowKey);
                }
                else if (site is not null && index.Head.Length != OutOfDate.Length)
                {
                    missing.Add(Copy(site, index.ETag));
                }
            }

            if (site is null || (isPinned && !site.IsPinned) || matches?.Invoke(site) == false)
            {
                continue;
            }

            if (sites.Count == limit)
            {
                await CommitAsync(partition, missing, cancellationToken);
                return new SitePage(sites, sites[^1].Id)
                {
                    Unreadable = [.. unreadable.Where(id => string.CompareOrdinal(id, sites[^1].Id) < 0)],
                };
            }

            sites.Add(site);
        }

        await CommitAsync(partition, missing, cancellationToken);
        return new SitePage(sites, null) { Unreadable = unreadable };
    }

    /// <summary>Marks the copies of a site as out of date.</summary>
    /// <param name="id">The site's id.</param>
    /// <param name="isPin">True if the site is pinned before or after the change.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask<Mark> MarkAsync(string id, bool isPin, CancellationToken cancellationToken) =>
        new(await MarkAsync(AllPartition, id, cancellationToken), isPin ? await MarkAsync(PinnedPartition, id, cancellationToken) : null);

    /// <summary>
    /// Writes the copies of a site, unless its rows were changed since they were marked. A site that is no longer pinned has no row among
    /// the pinned ones.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="mark">The marks of its rows.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask WriteAsync(Site site, Mark mark, CancellationToken cancellationToken)
    {
        await CommitAsync(AllPartition, [Copy(site, mark.All)], cancellationToken);
        if (mark.Pinned is { } pinned)
        {
            var operation = site.IsPinned ? Copy(site, pinned) : TableOperation.Delete(site.Id, pinned);
            await CommitAsync(PinnedPartition, [operation], cancellationToken);
        }
    }

    /// <summary>Removes the rows of a site, unless the site was registered again since they were marked.</summary>
    /// <param name="id">The site's id.</param>
    /// <param name="mark">The marks of its rows.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask RemoveAsync(string id, Mark mark, CancellationToken cancellationToken)
    {
        await CommitAsync(AllPartition, [TableOperation.Delete(id, mark.All)], cancellationToken);
        if (mark.Pinned is { } pinned)
        {
            await CommitAsync(PinnedPartition, [TableOperation.Delete(id, pinned)], cancellationToken);
        }
    }

    /// <summary>Returns the copy of a site; null if the row has none that can be read.</summary>
    private static Site? CopyIn(TableRow index)
    {
        try
        {
            return index.Head.Length > OutOfDate.Length ? SiteJson.Read(index, index.Head) : null;
        }
        catch (TableCorruptException)
        {
            return null;
        }
    }

    /// <summary>Reads a site from its own row; null if there is none, or it is damaged.</summary>
    private async ValueTask<(Site? Site, bool IsDamaged)> ReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await SiteNames.ReadSiteAsync(tables, id, cancellationToken), false);
        }
        catch (TableCorruptException)
        {
            return (null, true);
        }
    }

    private async ValueTask<string> MarkAsync(string partition, string id, CancellationToken cancellationToken) =>
        (
            await tables.CommitAsync(TableNames.Control, partition, [TableOperation.Upsert(id, default, OutOfDate)], cancellationToken)
        ).ETags![0];

    private static TableOperation Copy(Site site, string etag) => TableOperation.Replace(site.Id, default, etag, SiteJson.Write(site));

    private async ValueTask CommitAsync(string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        foreach (var chunk in operations.Chunk(TableLimits.MaxOperations))
        {
            await tables.CommitAsync(TableNames.Control, partition, chunk, cancellationToken);
        }
    }
}
