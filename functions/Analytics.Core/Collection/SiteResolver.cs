using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>
/// Finds the sites of a request's events without waiting. Sites that are not in the directory's cache are collected as missing; the
/// collector fetches them and reads the request again. The number of unregistered domains that are fetched is limited, so that neither a
/// request nor a network can cause many reads of the table. Not thread-safe.
/// </summary>
internal sealed class SiteResolver
{
    private const int ConcurrentFetches = 32;

    private readonly Dictionary<byte[], SiteEntry?> _fetched = new(new ByteKeyComparer());
    private readonly HashSet<byte[]> _missing = new(new ByteKeyComparer());
    private readonly Dictionary<byte[], SiteEntry?>.AlternateLookup<ReadOnlySpan<byte>> _fetchedBySpan;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _missingBySpan;
    private readonly ISiteDirectory _sites;
    private readonly byte[] _lastDomain = new byte[EventLimits.DomainCharacters];
    private int _lastLength;
    private SiteEntry? _last;
    private int _unknownCount;
    private int _maxUnknown = EventLimits.UnknownSites;

    public SiteResolver(ISiteDirectory directory)
    {
        _sites = directory;
        _fetchedBySpan = _fetched.GetAlternateLookup<ReadOnlySpan<byte>>();
        _missingBySpan = _missing.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Why a domain was not looked up, and the remedy, as the end of a sentence.</summary>
    public string WhyNotLookedUp => UnknownSites.WhyNotLookedUp(_maxUnknown);

    /// <summary>True if some domains must be fetched.</summary>
    public bool HasMissing => _missing.Count > 0;

    public void Reset()
    {
        _fetched.Clear();
        _missing.Clear();
        _last = null;
        _unknownCount = 0;
        _maxUnknown = EventLimits.UnknownSites;
    }

    /// <summary>
    /// Fetches the missing domains, several at a time: those that had a site before, and others until too many are unknown.
    /// </summary>
    /// <param name="left">The number of further domains that may be unknown.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The number of fetched domains that are unknown.</returns>
    public async ValueTask<int> FetchMissingAsync(int left, CancellationToken cancellationToken)
    {
        var before = _unknownCount;
        _maxUnknown = Math.Min(EventLimits.UnknownSites, before + left);
        var missing = _missing.ToLookup(domain => _sites.IsRemembered(domain));
        _missing.Clear();
        _missing.TrimExcess(EventLimits.UnknownSites);
        foreach (var some in missing[true].Chunk(ConcurrentFetches))
        {
            await FetchAsync(some, cancellationToken);
        }

        var others = missing[false].ToArray();
        for (var index = 0; index < others.Length && _unknownCount < _maxUnknown; )
        {
            // At most as many at once as may still turn out to be unknown.
            var count = Math.Min(Math.Min(ConcurrentFetches, _maxUnknown - _unknownCount), others.Length - index);
            await FetchAsync(others.AsMemory(index, count), cancellationToken);
            index += count;
        }

        return _unknownCount - before;
    }

    /// <summary>Returns the site of a domain; null if it is unknown or missing.</summary>
    /// <param name="domain">The domain of the event.</param>
    /// <param name="wasLookedUp">False if it is not remembered and the request has used up its lookups.</param>
    public SiteEntry? Find(ReadOnlySpan<byte> domain, out bool wasLookedUp)
    {
        wasLookedUp = true;
        if (_last is not null && domain.SequenceEqual(_lastDomain.AsSpan(0, _lastLength)))
        {
            return _last;
        }

        var found = _sites.TryGetCached(domain, out var entry) && entry is not null ? entry : FindNormalized(domain, ref wasLookedUp);
        if (found is not null && domain.Length <= _lastDomain.Length)
        {
            domain.CopyTo(_lastDomain);
            _lastLength = domain.Length;
            _last = found;
        }

        return found;
    }

    private async Task FetchAsync(ReadOnlyMemory<byte[]> domains, CancellationToken cancellationToken)
    {
        var fetches = new Task<SiteEntry?>[domains.Length];
        for (var i = 0; i < fetches.Length; i++)
        {
            fetches[i] = _sites.FindAsync(Encoding.ASCII.GetString(domains.Span[i]), cancellationToken).AsTask();
        }

        var found = await Task.WhenAll(fetches);
        for (var i = 0; i < found.Length; i++)
        {
            _fetched[domains.Span[i]] = found[i];
            _unknownCount += found[i] is null ? 1 : 0;
        }
    }

    /// <summary>
    /// Finds a domain in a form that trackers may send: in upper case, with <c>www.</c> or surrounding spaces, or an internationalised
    /// name in Unicode.
    /// </summary>
    private SiteEntry? FindNormalized(ReadOnlySpan<byte> domain, ref bool wasLookedUp)
    {
        domain = domain.Trim(" \t\r\n"u8);
        if (!Ascii.IsValid(domain))
        {
            domain = Encoding.UTF8.GetBytes(
                HostName.ToAscii(Encoding.UTF8.GetString(domain[..Math.Min(domain.Length, 4 * EventLimits.DomainCharacters)]))
            );
        }

        Span<byte> lower = stackalloc byte[EventLimits.DomainCharacters];
        if (!SiteDomain.TryLower(domain, ref lower))
        {
            return null;
        }

        ReadOnlySpan<byte> name = lower;
        return FindLower(name, ref wasLookedUp) ?? (name.StartsWith("www."u8) ? FindLower(name[4..], ref wasLookedUp) : null);
    }

    private SiteEntry? FindLower(ReadOnlySpan<byte> domain, ref bool wasLookedUp)
    {
        if (_sites.TryGetCached(domain, out var entry) || _fetchedBySpan.TryGetValue(domain, out entry))
        {
            return entry;
        }

        if (_unknownCount < _maxUnknown || _sites.IsRemembered(domain))
        {
            _missingBySpan.Add(domain);
        }
        else
        {
            wasLookedUp = false;
        }

        return null;
    }
}
