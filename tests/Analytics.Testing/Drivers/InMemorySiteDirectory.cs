using System.Text;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;

namespace Analytics.Testing.Drivers;

/// <summary>A directory of sites; those added as not cached are found only by waiting, once, as a real one does after a start.</summary>
public sealed class InMemorySiteDirectory : ISiteDirectory
{
    private readonly Dictionary<string, SiteEntry> _sites = [];
    private readonly HashSet<string> _notCached = [];

    /// <summary>If set, called when somebody waits for a domain, before the answer.</summary>
    public Action<string>? Fetching { get; set; }

    /// <summary>Number of lookups that had to wait.</summary>
    public int Fetches { get; private set; }

    public SiteEntry Add(string domain, bool cached = true)
    {
        var site = new Site(domain, "UTC", DateTimeOffset.UnixEpoch);
        var entry = new SiteEntry(site, Encoding.UTF8.GetBytes(domain), Partitioner.SiteHash(domain));
        _sites[domain] = entry;
        if (!cached)
        {
            _notCached.Add(domain);
        }

        return entry;
    }

    /// <summary>Lets a site leave the memory, as age does.</summary>
    public void Forget(string domain) => _notCached.Add(domain);

    public async ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        Fetches++;
        Fetching?.Invoke(domain);
        await Task.Yield();
        _notCached.Remove(domain);
        return _sites.GetValueOrDefault(domain);
    }

    public ValueTask<SiteEntry?> FindByIdAsync(string id, CancellationToken cancellationToken) => FindAsync(id, cancellationToken);

    public bool IsRemembered(ReadOnlySpan<byte> utf8Domain) => false;

    public bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry)
    {
        foreach (var candidate in _sites.Values)
        {
            if (utf8Domain.SequenceEqual(candidate.Utf8Id) && !_notCached.Contains(candidate.Site.Id))
            {
                entry = candidate;
                return true;
            }
        }

        entry = null;
        return false;
    }
}
