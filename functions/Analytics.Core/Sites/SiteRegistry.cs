using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Partitioning;
using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// Registered sites, cached for at most 30 seconds after they were read from the table; a change made through this instance takes effect
/// immediately. While the table does not answer, cached sites stay valid, so that collecting continues. Safe for concurrent use. A
/// registration does not own the site's statistics, except for their retention: deleting it does not delete them. The definitions of the
/// site's owner are deleted with it. A site whose domain changes is found under both for <see cref="Site.Grace"/>; its id stays.
/// </summary>
/// <remarks>
/// The row <c>site</c> in the partition of the site's id in table <c>sites</c> is authoritative; <see cref="SiteNames"/> maps names to
/// ids, and <see cref="SiteIndex"/> lists the sites, also the pinned and the public ones alone. Sites whose statistics expire also have a
/// <see cref="RetentionNote"/>, written before the site. Goals and other definitions are rows of the same partition. The transaction that
/// deletes <c>site</c> also deletes them; if there are too many for one, the others are deleted first. Rows that another process adds
/// meanwhile are deleted when the domain is registered again.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock that expires cached sites.</param>
public sealed class SiteRegistry(ITableStore tables, TimeProvider time) : ISiteDirectory
{
    /// <summary>Time for which a cached answer is used. A change made by another process shows at most this late.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    /// <summary>Time for which a look-up of a cached site waits for the table.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The maximum number of sites on one page of <see cref="ListAsync(string?, int, CancellationToken)"/>.</summary>
    public const int MaxPage = 1000;

    private const string SiteRow = SiteNames.SiteRow;

    private readonly SiteNames _names = new(tables, time);
    private readonly SiteIndex _index = new(tables);
    private readonly FreshCache<SiteEntry> _cache = new(time, Freshness, capacity: 200_000);
    private readonly FreshCache<SiteEntry> _byId = new(time, Freshness, capacity: 50_000);

    /// <inheritdoc/>
    public bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry)
    {
        entry = null;
        Span<byte> lower = stackalloc byte[SiteDomain.MaxLength];
        return SiteDomain.TryLower(utf8Domain, ref lower) && _cache.TryGet(lower, out entry) && !HasEnded(entry);
    }

    /// <inheritdoc/>
    public bool IsRemembered(ReadOnlySpan<byte> utf8Domain)
    {
        Span<byte> lower = stackalloc byte[SiteDomain.MaxLength];
        return SiteDomain.TryLower(utf8Domain, ref lower) && _cache.FindOld(lower) is not null;
    }

    /// <inheritdoc/>
    public ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken) =>
        SiteDomain.TryParse(domain, out var name, out _)
            ? FindAsync(_cache, name, FindByNameAsync, cancellationToken)
            : ValueTask.FromResult<SiteEntry?>(null);

    /// <inheritdoc/>
    public ValueTask<SiteEntry?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        FindAsync(_byId, id, async (key, token) => await ReadAsync(key, token) is { } site ? Entry(site, null) : null, cancellationToken);

    /// <summary>
    /// Returns the id for the registration of a name: the name, or another id if that is still the id of a site with another current
    /// name.
    /// </summary>
    /// <param name="name">The name in canonical form.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public ValueTask<string> FreeIdAsync(string name, CancellationToken cancellationToken) => _names.FreeIdAsync(name, cancellationToken);

    /// <summary>Registers a site.</summary>
    /// <param name="site">The site, with the <see cref="Site.Id"/> from <see cref="FreeIdAsync"/>.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>False if the name or the id is taken.</returns>
    /// <exception cref="ArgumentException">The domain or time zone is not valid.</exception>
    public async ValueTask<bool> CreateAsync(Site site, CancellationToken cancellationToken)
    {
        Site.Check(site);
        await NoteRetentionAsync(site, before: null, cancellationToken);
        var mark = await _index.MarkAsync(site, site, cancellationToken);
        var leftovers = await RowsAsync(site.Id, cancellationToken);
        try
        {
            if (leftovers.Exists(row => row.RowKey == SiteRow))
            {
                return false;
            }

            foreach (var chunk in leftovers.Where(row => row.RowKey != SiteNames.NameRow).Chunk(TableLimits.MaxOperations))
            {
                await tables.CommitAsync(TableNames.Sites, site.Id, [.. chunk.Select(Delete)], cancellationToken);
            }

            if (!await InsertAsync(site, cancellationToken))
            {
                return false;
            }
        }
        finally
        {
            Forget(site);
        }

        await _index.WriteAsync(site, mark, cancellationToken);
        return true;
    }

    /// <summary>Reads a registration, changes it and stores it; repeats all of it if another change was stored between.</summary>
    /// <param name="id">The site's <see cref="Site.Id"/>.</param>
    /// <param name="change">Returns the new registration for the stored one; may be called more than once. It must keep the id; the name
    /// changes with <see cref="Site.Rename"/>.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The new registration, or null if there is no such site.</returns>
    /// <exception cref="ArgumentException">The new registration is not valid or has another id.</exception>
    /// <exception cref="SiteNameException">The new name is another site's.</exception>
    /// <exception cref="IOException">The tables do not answer now, or others change the site again and again.</exception>
    public async ValueTask<Site?> UpdateAsync(string id, Func<Site, Site> change, CancellationToken cancellationToken) =>
        SiteDomain.IsId(id)
            ? await OptimisticUpdate.RunAsync($"Site '{id}'", token => TryUpdateAsync(id, change, token), cancellationToken)
            : null;

    /// <summary>
    /// Deletes a registration and its definitions: the site accepts no more events and answers no more queries.
    /// </summary>
    /// <param name="id">The site's <see cref="Site.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    /// <returns>False if there is no such site.</returns>
    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken) =>
        SiteDomain.IsId(id) && await OptimisticUpdate.RunAsync($"Site '{id}'", token => TryDeleteAsync(id, token), cancellationToken);

    /// <summary>
    /// Reads all sites in order of their ids from the table, page by page, without those whose registrations are damaged.
    /// </summary>
    public async IAsyncEnumerable<Site> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await ListAsync(after, MaxPage, cancellationToken);
            foreach (var site in page.Sites)
            {
                yield return site;
            }

            after = page.After;
        } while (after is not null);
    }

    /// <summary>Lists sites in order of their ids, from the table.</summary>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of sites, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public ValueTask<SitePage> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        ListAsync(after, limit, matches: null, cancellationToken);

    /// <summary>Lists those sites that match, in order of their ids, from the table. The others are read, too.</summary>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of sites, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="matches">Returns true for the sites to list; null lists all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public ValueTask<SitePage> ListAsync(string? after, int limit, Func<Site, bool>? matches, CancellationToken cancellationToken)
    {
        CheckLimit(limit);
        return _index.ListAsync(SiteList.All, after, limit, matches, cancellationToken);
    }

    /// <summary>Lists pinned sites in order of their ids, from their own index: other sites are not read.</summary>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of sites, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="matches">Returns true for the sites to list; null lists all pinned ones.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public ValueTask<SitePage> ListPinnedAsync(string? after, int limit, Func<Site, bool>? matches, CancellationToken cancellationToken)
    {
        CheckLimit(limit);
        return _index.ListAsync(SiteList.Pinned, after, limit, matches, cancellationToken);
    }

    /// <summary>Lists the first public sites in order of their ids, from their own index: other sites are not read.</summary>
    /// <param name="limit">Maximum number of sites, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public ValueTask<SitePage> ListPublicAsync(int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit);
        return _index.ListAsync(SiteList.Public, after: null, limit, matches: null, cancellationToken);
    }

    /// <summary>Reads the stored registration without the cache, for irreversible decisions; null if there is no such site.</summary>
    internal ValueTask<Site?> ReadAsync(string id, CancellationToken cancellationToken) =>
        SiteNames.ReadSiteAsync(tables, id, cancellationToken);

    private static SiteEntry Entry(Site site, DateTimeOffset? until) =>
        new(site, Encoding.UTF8.GetBytes(site.Id), Partitioner.SiteHash(site.Id), until);

    private bool HasEnded(SiteEntry? entry) => entry?.Until is { } until && until <= time.GetUtcNow();

    private async ValueTask<SiteEntry?> FindAsync(
        FreshCache<SiteEntry> cache,
        string name,
        Func<string, CancellationToken, ValueTask<SiteEntry?>> read,
        CancellationToken cancellationToken
    )
    {
        var key = Encoding.UTF8.GetBytes(name);
        if (cache.TryGet(key, out var entry) && !HasEnded(entry))
        {
            return entry;
        }

        long version;
        do
        {
            version = cache.Version;
            entry =
                cache.FindOld(key) is { } cached && !HasEnded(cached)
                    ? await ReadOrKeepAsync(cached, token => read(name, token), cancellationToken)
                    : await read(name, cancellationToken);
        } while (!cache.TryStore(key, entry, version));
        return entry;
    }

    private async ValueTask<SiteEntry?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        await _names.FindAsync(name, cancellationToken) is { } found ? Entry(found.Site, found.Until) : null;

    private async ValueTask<SiteEntry?> ReadOrKeepAsync(
        SiteEntry cached,
        Func<CancellationToken, ValueTask<SiteEntry?>> read,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await read(linked.Token);
        }
        catch (Exception exception)
            when (exception is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return cached;
        }
    }

    /// <summary>Writes the registration of a new site, and the row that assigns its name.</summary>
    private async ValueTask<bool> InsertAsync(Site site, CancellationToken cancellationToken)
    {
        var registration = TableOperation.Insert(SiteRow, SiteJson.Write(site));
        if (site.Domain == site.Id)
        {
            return await _names.ClaimOf(site.Domain, site.Id, cancellationToken) is { } claim
                && (await tables.CommitAsync(TableNames.Sites, site.Id, [registration, claim], cancellationToken)).Committed;
        }

        if (
            await _names.ClaimAsync(site.Domain, site.Id, cancellationToken) is not { } confirmation
            || await tables.CommitAsync(TableNames.Sites, site.Id, [registration], cancellationToken) is not { Committed: true } commit
        )
        {
            return false;
        }

        if (await _names.ConfirmAsync(site.Domain, confirmation, cancellationToken))
        {
            return true;
        }

        await tables.CommitAsync(TableNames.Sites, site.Id, [TableOperation.Delete(SiteRow, commit.ETags![0])], cancellationToken);
        return false;
    }

    private async Task<(bool HasEnded, Site? Result)> TryUpdateAsync(
        string id,
        Func<Site, Site> change,
        CancellationToken cancellationToken
    )
    {
        var row = await tables.ReadAsync(TableNames.Sites, id, SiteRow, cancellationToken);
        if (row is null)
        {
            return (true, null);
        }

        var stored = SiteJson.Read(row);
        var changed = change(stored);
        Site.Check(changed);
        if (changed.Id != id)
        {
            throw new ArgumentException($"The id of site '{id}' can't become '{changed.Id}'.", nameof(change));
        }

        var confirmation =
            changed.Domain == stored.Domain
                ? null
                : await _names.ClaimAsync(changed.Domain, id, cancellationToken)
                    ?? throw await _names.TakenAsync(changed.Domain, cancellationToken);
        await NoteRetentionAsync(changed, stored.RetentionDays, cancellationToken);
        var mark = await _index.MarkAsync(stored, changed, cancellationToken);
        var commit = await tables.CommitAsync(
            TableNames.Sites,
            id,
            [TableOperation.Replace(SiteRow, SiteJson.Write(changed), row.ETag)],
            cancellationToken
        );
        if (commit.Committed && confirmation is not null && !await _names.ConfirmAsync(changed.Domain, confirmation, cancellationToken))
        {
            await tables.CommitAsync(
                TableNames.Sites,
                id,
                [TableOperation.Replace(SiteRow, SiteJson.Write(stored), commit.ETags![0])],
                cancellationToken
            );
            Forget(changed);
            throw await _names.TakenAsync(changed.Domain, cancellationToken);
        }

        Forget(stored);
        Forget(changed);
        if (commit.Committed)
        {
            await _index.WriteAsync(changed, mark, cancellationToken);
        }

        return (commit.Committed, changed);
    }

    private async Task<(bool HasEnded, bool Result)> TryDeleteAsync(string id, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(id, cancellationToken);
        if (rows.Find(row => row.RowKey == SiteRow) is not { } row || await ReadAsync(id, cancellationToken) is not { } site)
        {
            return (true, false);
        }

        var mark = await _index.MarkAsync(site, site, cancellationToken);
        var definitions = rows.Where(row => row.RowKey != SiteRow && !SiteNames.IsOfAnother(row))
            .Chunk(TableLimits.MaxOperations - 1)
            .ToList();
        foreach (var chunk in definitions.SkipLast(1))
        {
            if (!(await tables.CommitAsync(TableNames.Sites, id, [.. chunk.Select(Delete)], cancellationToken)).Committed)
            {
                return (false, false);
            }
        }

        TableOperation[] last = [.. definitions.LastOrDefault([]).Append(row).Select(Delete)];
        var commit = await tables.CommitAsync(TableNames.Sites, id, last, cancellationToken);
        Forget(site);
        if (commit.Committed)
        {
            await _index.RemoveAsync(id, mark, cancellationToken);
            await _names.ReleaseAsync(site, cancellationToken);
        }

        return (commit.Committed, true);
    }

    private static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
    }

    private static TableOperation Delete(TableRow row) => TableOperation.Delete(row.RowKey, row.ETag);

    /// <summary>Reads the registration and all definitions, without the bodies.</summary>
    private async ValueTask<List<TableRow>> RowsAsync(string name, CancellationToken cancellationToken)
    {
        var rows = new List<TableRow>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Sites, name, string.Empty, null, headsOnly: true, cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async Task NoteRetentionAsync(Site site, int? before, CancellationToken cancellationToken)
    {
        if (site.RetentionDays is { } days && days != before)
        {
            await RetentionNote.WriteAsync(tables, site.Id, days, time.GetUtcNow(), cancellationToken);
        }
    }

    /// <summary>Drops all cache entries of a site.</summary>
    private void Forget(Site site)
    {
        _byId.Invalidate(Encoding.UTF8.GetBytes(site.Id));
        foreach (var name in (site.FormerNames ?? []).Select(former => former.Name).Append(site.Domain).Append(site.Id))
        {
            _cache.Invalidate(Encoding.UTF8.GetBytes(name));
        }
    }
}
