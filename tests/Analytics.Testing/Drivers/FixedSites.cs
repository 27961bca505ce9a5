using System.Text;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;

namespace Analytics.Testing.Drivers;

/// <summary>Every site is registered, in UTC.</summary>
public sealed class FixedSites : ISiteDirectory
{
    public ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken) =>
        new(
            new SiteEntry(
                new Site(domain, "Etc/UTC", DateTimeOffset.UnixEpoch),
                Encoding.UTF8.GetBytes(domain),
                Partitioner.SiteHash(domain)
            )
        );

    public ValueTask<SiteEntry?> FindByIdAsync(string id, CancellationToken cancellationToken) => FindAsync(id, cancellationToken);

    public bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry)
    {
        entry = null;
        return false;
    }
}
