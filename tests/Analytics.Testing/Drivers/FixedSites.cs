using System.Text;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;

namespace Analytics.Testing.Drivers;

/// <summary>Every site is registered.</summary>
/// <param name="zone">The time zone of all.</param>
public sealed class FixedSites(string zone = "Etc/UTC") : ISiteDirectory
{
    public ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken) =>
        new(new SiteEntry(new Site(domain, zone, DateTimeOffset.UnixEpoch), Encoding.UTF8.GetBytes(domain), Partitioner.SiteHash(domain)));

    public ValueTask<SiteEntry?> FindByIdAsync(string id, CancellationToken cancellationToken) => FindAsync(id, cancellationToken);

    public bool IsRemembered(ReadOnlySpan<byte> utf8Domain) => false;

    public bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry)
    {
        entry = null;
        return false;
    }
}
