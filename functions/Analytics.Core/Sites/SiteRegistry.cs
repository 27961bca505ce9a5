using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Partitioning;
using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// Registered sites: read from memory for at most 30 seconds after they were read from the table; a change made through this instance shows
/// at once. While the table does not answer, a site stays what it was, so that collecting goes on. Safe for concurrent use. A registration
/// says nothing of the site's statistics but how long they are kept: deleting it keeps them as long. What the site's owner defined is
/// deleted with it.
/// </summary>
/// <remarks>
/// The truth is the row <c>site</c> in table <c>sites</c>. An index row per site in table <c>control</c> lists them, with a copy of the
/// registration as its head, so that a list is one range read. A change marks the copy as out of date first, then writes the site, then the
/// copy; so does a removal. Where a crash left the mark, listing reads the site, and skips it if there is none. Index rows of older
/// releases have no copy; listing writes it. Sites whose statistics are not kept for ever also have a <see cref="RetentionNote"/>, written
/// before the site. Goals and other definitions are rows beside <c>site</c>. The transaction that deletes it deletes them too; where there
/// are too many for one, the others go first. Whatever another process adds meanwhile is deleted when the domain is registered again.
/// </remarks>
/// <param name="tables">Where sites are stored.</param>
/// <param name="time">The clock that ages what is remembered.</param>
public sealed class SiteRegistry(ITableStore tables, TimeProvider time) : ISiteDirectory
{
    /// <summary>How long an answer is trusted, and so how late a change made by another process may show.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    /// <summary>How long a site that is known waits for the table.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The most sites on one page of <see cref="ListAsync"/>.</summary>
    public const int MaxPage = 1000;

    private const string SiteRow = "site";
    private const string IndexPartition = "sites";

    // The head of an index row whose copy a change has not written yet.
    private static readonly byte[] OutOfDate = [0];

    private readonly FreshCache<SiteEntry> _cache = new(time, Freshness, capacity: 200_000);

    /// <inheritdoc/>
    public bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry)
    {
        entry = null;
        Span<byte> lower = stackalloc byte[SiteDomain.MaxLength];
        return utf8Domain.Length is > 0 and <= SiteDomain.MaxLength
            && Ascii.ToLower(utf8Domain, lower, out var length) == System.Buffers.OperationStatus.Done
            && _cache.TryGet(lower[..length], out entry);
    }

    /// <inheritdoc/>
    public async ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        if (!SiteDomain.TryParse(domain, out var name, out _))
        {
            return null;
        }

        var key = Encoding.UTF8.GetBytes(name);
        SiteEntry? entry;
        if (_cache.TryGet(key, out entry))
        {
            return entry;
        }

        long version;
        do
        {
            version = _cache.Version;
            entry = _cache.FindOld(key) is { } known
                ? await ReadAsync(name, key, known, cancellationToken)
                : await ReadAsync(name, key, cancellationToken);
        }
        while (!_cache.TryStore(key, entry, version));
        return entry;
    }

    /// <summary>Registers a site.</summary>
    /// <returns>False if the domain is taken.</returns>
    /// <exception cref="ArgumentException">The domain or time zone is not valid.</exception>
    public async ValueTask<bool> CreateAsync(Site site, CancellationToken cancellationToken)
    {
        Check(site);
        await NoteRetentionAsync(site, before: null, cancellationToken);
        var index = await MarkIndexAsync(site.Domain, cancellationToken);
        var leftovers = await RowsAsync(site.Domain, cancellationToken);
        if (leftovers.Exists(row => row.RowKey == SiteRow))
        {
            Forget(site.Domain);
            return false;
        }

        foreach (var some in leftovers.Chunk(TableLimits.MaxOperations))
        {
            await tables.CommitAsync(TableNames.Sites, site.Domain, [.. some.Select(Delete)], cancellationToken);
        }

        var commit = await tables.CommitAsync(TableNames.Sites, site.Domain, [TableOperation.Insert(SiteRow, SiteJson.Write(site))], cancellationToken);
        Forget(site.Domain);
        if (commit.Committed)
        {
            await FillIndexAsync([Copy(site, index)], cancellationToken);
        }

        return commit.Committed;
    }

    /// <summary>Changes a registration, on what is stored now; tries again when another change comes between.</summary>
    /// <param name="domain">The site.</param>
    /// <param name="change">From the stored to the new registration; may run more than once. It must keep the domain.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The new registration, or null if there is no such site.</returns>
    /// <exception cref="ArgumentException">The new registration is not valid or has another domain.</exception>
    /// <exception cref="IOException">The tables do not answer now, or others change the site again and again.</exception>
    public async ValueTask<Site?> UpdateAsync(string domain, Func<Site, Site> change, CancellationToken cancellationToken)
    {
        if (!SiteDomain.TryParse(domain, out var name, out _))
        {
            return null;
        }

        return await OptimisticUpdate.RunAsync($"Site '{name}'", token => TryUpdateAsync(name, change, token), cancellationToken);
    }

    /// <summary>Removes a registration and what the site's owner defined: the site takes no more events and answers no more queries.</summary>
    /// <returns>False if there is no such site.</returns>
    public async ValueTask<bool> DeleteAsync(string domain, CancellationToken cancellationToken)
    {
        if (!SiteDomain.TryParse(domain, out var name, out _))
        {
            return false;
        }

        return await OptimisticUpdate.RunAsync($"Site '{name}'", token => TryDeleteAsync(name, token), cancellationToken);
    }

    /// <summary>Sites in order of their names, from the table.</summary>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">How many, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<SitePage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        var sites = new List<Site>();
        var missing = new List<TableOperation>();

        // '!' sorts before every character of a name, so this is the first key above the cursor.
        var from = after is null ? string.Empty : after + "!";
        await foreach (var index in tables.ReadRangeAsync(TableNames.Control, IndexPartition, from, null, headsOnly: true, cancellationToken))
        {
            if (sites.Count == limit)
            {
                await FillIndexAsync(missing, cancellationToken);
                return new SitePage(sites, sites[^1].Domain);
            }

            if (index.Head.Length > OutOfDate.Length)
            {
                sites.Add(SiteJson.Read(index, index.Head));
            }
            else if (await tables.ReadAsync(TableNames.Sites, index.RowKey, SiteRow, cancellationToken) is { } row)
            {
                sites.Add(SiteJson.Read(row));
                if (index.Head.Length == 0)
                {
                    missing.Add(Copy(sites[^1], index.ETag));
                }
            }
        }

        await FillIndexAsync(missing, cancellationToken);
        return new SitePage(sites, null);
    }

    /// <summary>The registration as it is stored now, for decisions that can't be taken back; null if there is no such site.</summary>
    internal async ValueTask<Site?> ReadAsync(string domain, CancellationToken cancellationToken) =>
        await tables.ReadAsync(TableNames.Sites, domain, SiteRow, cancellationToken) is { } row ? SiteJson.Read(row) : null;

    private async Task<(bool HasEnded, Site? Result)> TryUpdateAsync(string name, Func<Site, Site> change, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Sites, name, SiteRow, cancellationToken);
        if (row is null)
        {
            return (true, null);
        }

        var stored = SiteJson.Read(row);
        var changed = change(stored);
        Check(changed);
        if (changed.Domain != name)
        {
            throw new ArgumentException($"The domain of site '{name}' can't become '{changed.Domain}': a domain is the site's id.", nameof(change));
        }

        await NoteRetentionAsync(changed, stored.RetentionDays, cancellationToken);
        var index = await MarkIndexAsync(name, cancellationToken);
        var commit = await tables.CommitAsync(TableNames.Sites, name, [TableOperation.Replace(SiteRow, SiteJson.Write(changed), row.ETag)], cancellationToken);
        Forget(name);
        if (commit.Committed)
        {
            await FillIndexAsync([Copy(changed, index)], cancellationToken);
        }

        return (commit.Committed, changed);
    }

    private async Task<(bool HasEnded, bool Result)> TryDeleteAsync(string name, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(name, cancellationToken);
        if (rows.Find(row => row.RowKey == SiteRow) is not { } site)
        {
            return (true, false);
        }

        var index = await MarkIndexAsync(name, cancellationToken);
        var definitions = rows.Where(row => row.RowKey != SiteRow).Chunk(TableLimits.MaxOperations - 1).ToList();
        foreach (var some in definitions.SkipLast(1))
        {
            if (!(await tables.CommitAsync(TableNames.Sites, name, [.. some.Select(Delete)], cancellationToken)).Committed)
            {
                return (false, false);
            }
        }

        TableOperation[] last = [.. definitions.LastOrDefault([]).Append(site).Select(Delete)];
        var commit = await tables.CommitAsync(TableNames.Sites, name, last, cancellationToken);
        Forget(name);
        if (commit.Committed)
        {
            // Conditional: if the site was registered again meanwhile, its index row has changed and stays.
            await tables.CommitAsync(TableNames.Control, IndexPartition, [TableOperation.Delete(name, index)], cancellationToken);
        }

        return (commit.Committed, true);
    }

    private static TableOperation Delete(TableRow row) => TableOperation.Delete(row.RowKey, row.ETag);

    /// <summary>The registration and everything that the site's owner defined, without the bodies.</summary>
    private async ValueTask<List<TableRow>> RowsAsync(string name, CancellationToken cancellationToken)
    {
        var rows = new List<TableRow>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Sites, name, string.Empty, null, headsOnly: true, cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async ValueTask<SiteEntry?> ReadAsync(string name, byte[] key, CancellationToken cancellationToken) =>
        await ReadAsync(name, cancellationToken) is { } site ? new SiteEntry(site, key, Partitioner.SiteHash(name)) : null;

    private async ValueTask<SiteEntry?> ReadAsync(string name, byte[] key, SiteEntry known, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await ReadAsync(name, key, either.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return known;
        }
    }

    private async Task NoteRetentionAsync(Site site, int? before, CancellationToken cancellationToken)
    {
        if (site.RetentionDays is { } days && days != before)
        {
            await RetentionNote.WriteAsync(tables, site.Domain, days, time.GetUtcNow(), cancellationToken);
        }
    }

    private static TableOperation Copy(Site site, string etag) => TableOperation.Replace(site.Domain, default, etag, SiteJson.Write(site));

    private async ValueTask<string> MarkIndexAsync(string domain, CancellationToken cancellationToken) =>
        (await tables.CommitAsync(TableNames.Control, IndexPartition, [TableOperation.Upsert(domain, default, OutOfDate)], cancellationToken)).ETags![0];

    /// <summary>Writes copies to index rows that have none. Whatever was changed since keeps its row as the change left it.</summary>
    private async ValueTask FillIndexAsync(IReadOnlyList<TableOperation> copies, CancellationToken cancellationToken)
    {
        foreach (var some in copies.Chunk(TableLimits.MaxOperations))
        {
            await tables.CommitAsync(TableNames.Control, IndexPartition, some, cancellationToken);
        }
    }

    private static void Check(Site site)
    {
        if (!SiteDomain.TryParse(site.Domain, out var name, out var problem) || !SiteTimeZone.TryParse(site.TimeZone, out problem))
        {
            throw new ArgumentException(problem, nameof(site));
        }

        if (name != site.Domain)
        {
            throw new ArgumentException($"domain: '{site.Domain}' must be lower case", nameof(site));
        }
    }

    private void Forget(string name) => _cache.Invalidate(Encoding.UTF8.GetBytes(name));
}
