using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// Finds a site by the key that the client of another product sends. The domain of a site is a key of each protocol that the site has
/// enabled, and never another site's; further keys are rows of the index. Safe for concurrent use.
/// </summary>
/// <remarks>
/// <see cref="Site.Clients"/> is authoritative: a row that its site no longer lists is ignored, and another site can claim its key. A
/// change made by another process shows within <see cref="SiteRegistry.Freshness"/>.
/// </remarks>
/// <param name="tables">The tables with the index.</param>
/// <param name="sites">The registered sites.</param>
/// <param name="time">The clock that expires cached keys.</param>
public sealed class ClientKeyIndex(ITableStore tables, ISiteDirectory sites, TimeProvider time)
{
    /// <summary>The maximum number of characters of a key.</summary>
    public const int MaxKeyLength = 100;

    private const string IndexPartition = "clientkeys";

    private readonly FreshCache<string> _cache = new(time, SiteRegistry.Freshness, capacity: 50_000);

    /// <summary>Returns true if a text can be a key: letters, digits and <c>. _ -</c>, at most <see cref="MaxKeyLength"/>.</summary>
    public static bool IsKey(string? key) =>
        key is { Length: > 0 and <= MaxKeyLength } && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');

    /// <summary>Claims keys for a site, before its registration lists them.</summary>
    /// <param name="domain">The site.</param>
    /// <param name="clients">The protocols and their keys.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The first key that another site has; null if the site has all of them now.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<string?> ClaimAsync(
        string domain,
        IReadOnlyDictionary<string, IReadOnlyList<string>> clients,
        CancellationToken cancellationToken
    )
    {
        foreach (var (protocol, keys) in clients)
        {
            foreach (var key in keys)
            {
                if (
                    !await OptimisticUpdate.RunAsync(
                        $"Key '{key}' of {protocol}",
                        token => TryClaimAsync(domain, protocol, key, token),
                        cancellationToken
                    )
                )
                {
                    return key;
                }

                _cache.Invalidate(Encoding.UTF8.GetBytes(RowOf(protocol, key)));
            }
        }

        return null;
    }

    /// <summary>Returns true if a site had a key when it was last looked up, however long ago.</summary>
    public bool IsRemembered(string protocol, string? key) =>
        IsKey(key)
        && (sites.IsRemembered(Encoding.UTF8.GetBytes(key!)) || _cache.FindOld(Encoding.UTF8.GetBytes(RowOf(protocol, key!))) is not null);

    /// <summary>Returns the site that accepts events under a key; null if there is none.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<Site?> FindAsync(string protocol, string? key, CancellationToken cancellationToken)
    {
        if (!IsKey(key))
        {
            return null;
        }

        // A name is its site's alone, even while the site does not take events of the protocol.
        if (await sites.FindAsync(key!, cancellationToken) is { } named)
        {
            return named.Site.Clients?.ContainsKey(protocol) == true ? named.Site : null;
        }

        var row = Encoding.UTF8.GetBytes(RowOf(protocol, key!));
        string? domain;
        if (!_cache.TryGet(row, out domain))
        {
            long version;
            do
            {
                version = _cache.Version;
                domain = (await tables.ReadAsync(TableNames.Control, IndexPartition, RowOf(protocol, key!), cancellationToken))
                    is { } found
                    ? Encoding.UTF8.GetString(found.Body.Span)
                    : null;
            } while (!_cache.TryStore(row, domain, version));
        }

        return domain is not null && await ListsAsync(domain, protocol, key!, cancellationToken) is { } site ? site : null;
    }

    private async Task<(bool HasEnded, bool IsClaimed)> TryClaimAsync(
        string domain,
        string protocol,
        string key,
        CancellationToken cancellationToken
    )
    {
        if (await sites.FindAsync(key, cancellationToken) is { } named && named.Site.Id != domain)
        {
            return (true, false);
        }

        var body = Encoding.UTF8.GetBytes(domain);
        var row = await tables.ReadAsync(TableNames.Control, IndexPartition, RowOf(protocol, key), cancellationToken);
        var owner = row is null ? null : Encoding.UTF8.GetString(row.Body.Span);
        if (owner is not null && owner != domain && await ListsAsync(owner, protocol, key, cancellationToken) is not null)
        {
            return (true, false);
        }

        var operation = row is null
            ? TableOperation.Insert(RowOf(protocol, key), body)
            : TableOperation.Replace(RowOf(protocol, key), body, row.ETag);
        var commit = await tables.CommitAsync(TableNames.Control, IndexPartition, [operation], cancellationToken);
        return (commit.Committed, commit.Committed);
    }

    private async ValueTask<Site?> ListsAsync(string domain, string protocol, string key, CancellationToken cancellationToken) =>
        await sites.FindByIdAsync(domain, cancellationToken) is { } entry
        && entry.Site.Clients is { } clients
        && clients.TryGetValue(protocol, out var keys)
        && keys.Contains(key)
            ? entry.Site
            : null;

    private static string RowOf(string protocol, string key) => $"{protocol}:{key}";
}
