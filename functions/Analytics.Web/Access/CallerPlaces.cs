using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>
/// The places of a process for what is held for long, such as live streams. Callers without a key share three quarters of them, so that
/// strangers leave some to callers with keys, and no caller takes more than a share. Thread-safe.
/// </summary>
/// <param name="max">The number of places.</param>
/// <param name="things">The name of what takes a place, in the plural, and for 429 and 503 what to do instead.</param>
internal sealed class CallerPlaces(int max, (string Name, string Instead) things)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byCaller = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _bySite = new(StringComparer.Ordinal);
    private readonly int _maxWithoutKey = max - (max / 4);
    private int _taken;
    private int _withoutKey;

    /// <summary>Places that one address without a key may take.</summary>
    public required int MaxPerAddress { get; init; }

    /// <summary>Places that one key or session may take.</summary>
    public required int MaxPerKey { get; init; }

    /// <summary>Places that all callers without a key may take for one site.</summary>
    public int MaxPerSite { get; init; } = int.MaxValue;

    /// <summary>Number of taken places.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place. Dispose it to give it back; that may be done twice.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The id of the site; null if it has no share.</param>
    /// <exception cref="ApiException">429 if the caller, 503 if the process or the site has as many as it may.</exception>
    public IDisposable Take(CallerIdentity caller, string? site)
    {
        // A site has a share for strangers alone.
        site = caller.HasKey ? null : site;
        var mostOfCaller = caller.HasKey ? MaxPerKey : MaxPerAddress;
        lock (_lock)
        {
            if (_taken >= max || (!caller.HasKey && _withoutKey >= _maxWithoutKey))
            {
                throw Refused(StatusCodes.Status503ServiceUnavailable, $"The server has {_taken} {things.Name}, as many as it may");
            }

            if (_byCaller.GetValueOrDefault(caller.Id) >= mostOfCaller)
            {
                throw Refused(StatusCodes.Status429TooManyRequests, $"Over the limit of {mostOfCaller} {things.Name} at once");
            }

            if (site is not null && _bySite.GetValueOrDefault(site) >= MaxPerSite)
            {
                throw Refused(
                    StatusCodes.Status503ServiceUnavailable,
                    $"The site has {MaxPerSite} {things.Name} without a key, as many as it may"
                );
            }

            Change(caller, site, 1);
        }

        return new Place(this, caller, site);
    }

    private static void Add(Dictionary<string, int> counts, string key, int change)
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }

    private void Change(CallerIdentity caller, string? site, int change)
    {
        _taken += change;
        _withoutKey += caller.HasKey ? 0 : change;
        Add(_byCaller, caller.Id, change);
        if (site is not null)
        {
            Add(_bySite, site, change);
        }
    }

    private ApiException Refused(int status, string problem) => new(status, $"{problem}; {things.Instead}.", RetryAfter);

    private sealed class Place(CallerPlaces places, CallerIdentity caller, string? site) : IDisposable
    {
        private bool _isDisposed;

        public void Dispose()
        {
            lock (places._lock)
            {
                if (!_isDisposed)
                {
                    _isDisposed = true;
                    places.Change(caller, site, -1);
                }
            }
        }
    }
}
