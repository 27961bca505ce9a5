using System.Text;
using Analytics.Core.Sites;

namespace Analytics.Core.Collection;

/// <summary>
/// Finds the sites of a request's events without waiting. Sites that are not in the directory's memory are noted as missing; the collector
/// fetches them and reads the request again. Not thread-safe.
/// </summary>
internal sealed class SiteResolver(ISiteDirectory sites)
{
    private readonly Dictionary<string, SiteEntry?> _fetched = new(StringComparer.Ordinal);
    private readonly byte[] _lastDomain = new byte[EventLimits.DomainCharacters];
    private int _lastLength;
    private SiteEntry? _last;

    /// <summary>Domains nobody knows anything about yet.</summary>
    public HashSet<string> Missing { get; } = new(StringComparer.Ordinal);

    public void Reset()
    {
        _fetched.Clear();
        Missing.Clear();
        _last = null;
    }

    /// <summary>Looks the missing domains up.</summary>
    public async ValueTask FetchMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var domain in Missing)
        {
            _fetched[domain] = await sites.FindAsync(domain, cancellationToken).ConfigureAwait(false);
        }

        Missing.Clear();
    }

    /// <summary>The site of a domain; null if it is unknown or still missing.</summary>
    public SiteEntry? Find(ReadOnlySpan<byte> domain)
    {
        if (_last is not null && domain.SequenceEqual(_lastDomain.AsSpan(0, _lastLength)))
        {
            return _last;
        }

        var found = sites.TryGetCached(domain, out var entry) && entry is not null ? entry : FindNormalized(domain);
        if (found is not null && domain.Length <= _lastDomain.Length)
        {
            domain.CopyTo(_lastDomain);
            _lastLength = domain.Length;
            _last = found;
        }

        return found;
    }

    /// <summary>As trackers send it: perhaps in upper case, with <c>www.</c> or spaces around.</summary>
    private SiteEntry? FindNormalized(ReadOnlySpan<byte> domain)
    {
        var text = Encoding.UTF8.GetString(domain).Trim().ToLowerInvariant();
        if (text.Length is 0 or > EventLimits.DomainCharacters)
        {
            return null;
        }

        return Find(text) ?? (text.StartsWith("www.", StringComparison.Ordinal) ? Find(text[4..]) : null);
    }

    private SiteEntry? Find(string domain)
    {
        if (sites.TryGetCached(Encoding.UTF8.GetBytes(domain), out var entry))
        {
            return entry;
        }

        if (_fetched.TryGetValue(domain, out var fetched))
        {
            return fetched;
        }

        Missing.Add(domain);
        return null;
    }
}
