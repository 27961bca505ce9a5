using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// An index row per site in table <c>control</c>, another per pinned and per public site, with a copy of the registration as its head, so
/// that a list of sites is one range read and a list of pinned or of public sites reads no others. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A change first marks the copy as out of date, then writes the site, then the copy; a removal works likewise. If a crash leaves the
/// mark, listing reads the site, and skips it if there is none or it is not of the list. The first list of public sites adds those of
/// older releases, which had no rows for them. Index rows of older releases have no copy; listing writes it, and renews a copy or a row
/// that is damaged. A site whose own row is damaged, too, is named and skipped: the others are listed.
/// </remarks>
/// <param name="tables">The tables.</param>
internal sealed class SiteIndex(ITableStore tables)
{
    private const string CompletePartition = "indexes";
    private const int SitesAtATime = 1_000;

    private static readonly SiteList[] Some = [SiteList.Pinned, SiteList.Public];

    // The head of a row while its copy is out of date.
    private static readonly byte[] OutOfDate = [0];

    private volatile bool _isPublicComplete;

    /// <summary>The ETags of a site's rows while their copies are out of date.</summary>
    /// <param name="All">That of the row in the index of all sites.</param>
    /// <param name="Pinned">That of the row in the index of pinned sites; null if the site neither is nor was pinned.</param>
    /// <param name="Public">That of the row in the index of public sites; null if the site neither is nor was public.</param>
    public readonly record struct Mark(string All, string? Pinned, string? Public)
    {
        /// <summary>Returns the ETag in the index of a list of some sites; null if the site has no row there.</summary>
        public string? Of(SiteList list) => list == SiteList.Pinned ? Pinned : Public;
    }

    /// <summary>Lists sites in order of their ids.</summary>
    /// <param name="list">The list.</param>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of sites, at least 1.</param>
    /// <param name="matches">Returns true for the sites to list; null lists all. The others are read, too.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<SitePage> ListAsync(
        SiteList list,
        string? after,
        int limit,
        Func<Site, bool>? matches,
        CancellationToken cancellationToken
    )
    {
        if (list == SiteList.Public)
        {
            await CompletePublicAsync(cancellationToken);
        }

        var partition = PartitionOf(list);
        var sites = new List<Site>();
        var (missing, unreadable) = (new List<TableOperation>(), new List<string>());

        // '!' sorts before every character of a name, so this is the first key above the cursor.
        var from = after is null ? string.Empty : after + "!";
        var rows = tables.ReadAroundDamageAsync(TableNames.Control, partition, from, null, headsOnly: true, cancellationToken);
        await foreach (var (id, index) in rows)
        {
            var site = index is null ? null : CopyIn(index);
            if (site is null)
            {
                (site, var isDamaged) = await ReadAsync(id, cancellationToken);
                if (isDamaged)
                {
                    unreadable.Add(id);
                }
                else if (site is not null && index is null)
                {
                    // A row without a copy, as those of older releases: the copy is not written where a change may come between.
                    missing.Add(TableOperation.Upsert(id, default));
                }
                else if (site is not null && index!.Head.Length != OutOfDate.Length)
                {
                    missing.Add(Copy(site, index.ETag));
                }
            }

            if (site is null || !IsOf(list, site) || matches?.Invoke(site) == false)
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
    /// <param name="before">The site before the change.</param>
    /// <param name="changed">The site after it.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask<Mark> MarkAsync(Site before, Site changed, CancellationToken cancellationToken)
    {
        return new((await MarkAsync(SiteList.All))!, await MarkAsync(SiteList.Pinned), await MarkAsync(SiteList.Public));

        async ValueTask<string?> MarkAsync(SiteList list) =>
            IsOf(list, before) || IsOf(list, changed)
                ? (
                    await tables.CommitAsync(
                        TableNames.Control,
                        PartitionOf(list),
                        [TableOperation.Upsert(changed.Id, default, OutOfDate)],
                        cancellationToken
                    )
                ).ETags![0]
                : null;
    }

    /// <summary>
    /// Writes the copies of a site, unless its rows were changed since they were marked. A site that is no longer of a list has no row
    /// there.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="mark">The marks of its rows.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask WriteAsync(Site site, Mark mark, CancellationToken cancellationToken)
    {
        await CommitAsync(PartitionOf(SiteList.All), [Copy(site, mark.All)], cancellationToken);
        foreach (var list in Some)
        {
            if (mark.Of(list) is { } etag)
            {
                var operation = IsOf(list, site) ? Copy(site, etag) : TableOperation.Delete(site.Id, etag);
                await CommitAsync(PartitionOf(list), [operation], cancellationToken);
            }
        }
    }

    /// <summary>Removes the rows of a site, unless the site was registered again since they were marked.</summary>
    /// <param name="id">The site's id.</param>
    /// <param name="mark">The marks of its rows.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask RemoveAsync(string id, Mark mark, CancellationToken cancellationToken)
    {
        await CommitAsync(PartitionOf(SiteList.All), [TableOperation.Delete(id, mark.All)], cancellationToken);
        foreach (var list in Some)
        {
            if (mark.Of(list) is { } etag)
            {
                await CommitAsync(PartitionOf(list), [TableOperation.Delete(id, etag)], cancellationToken);
            }
        }
    }

    private static string PartitionOf(SiteList list) =>
        list switch
        {
            SiteList.Pinned => "pins",
            SiteList.Public => "public",
            _ => "sites",
        };

    private static bool IsOf(SiteList list, Site site) =>
        list switch
        {
            SiteList.Pinned => site.IsPinned,
            SiteList.Public => site.IsPublic,
            _ => true,
        };

    /// <summary>Adds rows for the public sites that older releases registered, once for all processes.</summary>
    private async ValueTask CompletePublicAsync(CancellationToken cancellationToken)
    {
        var partition = PartitionOf(SiteList.Public);
        if (_isPublicComplete || await tables.ReadAsync(TableNames.Control, CompletePartition, partition, cancellationToken) is not null)
        {
            _isPublicComplete = true;
            return;
        }

        string? after = null;
        do
        {
            var page = await ListAsync(SiteList.All, after, SitesAtATime, static site => site.IsPublic, cancellationToken);
            foreach (var site in page.Sites)
            {
                // Without a copy, which may be out of date by now. A row that exists stays.
                await CommitAsync(partition, [TableOperation.Insert(site.Id, default)], cancellationToken);
            }

            after = page.After;
        } while (after is not null);

        await CommitAsync(CompletePartition, [TableOperation.Upsert(partition, default)], cancellationToken);
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

    private static TableOperation Copy(Site site, string etag) => TableOperation.Replace(site.Id, default, etag, SiteJson.Write(site));

    private async ValueTask CommitAsync(string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        foreach (var chunk in operations.Chunk(TableLimits.MaxOperations))
        {
            await tables.CommitAsync(TableNames.Control, partition, chunk, cancellationToken);
        }
    }
}
