using System.Text.Json;
using Analytics.Core.Aggregation;
using Analytics.Core.Sites;
using Analytics.Web.Access;

namespace Analytics.Web.Live;

/// <summary>
/// Reads the rolling averages of each site once for all its listeners, at most once per <see cref="ILiveStatistics.Interval"/>, and limits
/// the number of listeners. Thread-safe.
/// </summary>
internal sealed class LiveReadings(ILiveStatistics live, ISiteDirectory sites, TimeProvider time)
{
    /// <summary>Maximum number of listeners of the process.</summary>
    public const int MaxListeners = 1_000;

    /// <summary>Maximum number of listeners with one key or session, or without a key from one address.</summary>
    public const int MaxPerCaller = 20;

    /// <summary>Maximum number of listeners of one site without a key.</summary>
    public const int MaxWithoutKeyPerSite = 250;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Reading> _sites = new(StringComparer.Ordinal);
    private readonly CallerPlaces _places = new(
        MaxListeners,
        ("live streams", "close one, poll GET /api/v1/sites/{site}/live, or try again later")
    )
    {
        MaxPerAddress = MaxPerCaller,
        MaxPerKey = MaxPerCaller,
        MaxPerSite = MaxWithoutKeyPerSite,
    };

    /// <summary>The shortest useful time between two readings.</summary>
    public TimeSpan Interval => live.Interval;

    /// <summary>Number of listeners of the process.</summary>
    public int Listeners => _places.Taken;

    /// <summary>Reads the current answer for a site.</summary>
    /// <param name="site">The site's id.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<LiveAnswer> ReadAsync(string site, CancellationToken cancellationToken)
    {
        var name = (await sites.NameOfAsync(site, cancellationToken))!;
        return await live.ReadAsync(site, cancellationToken) is { } statistics
            ? LiveAnswer.Of(name, statistics)
            : LiveAnswer.Quiet(name, time.GetUtcNow());
    }

    /// <summary>Adds a listener. Dispose it to remove it.</summary>
    /// <param name="site">The site's id.</param>
    /// <param name="caller">The key, session or address that listens.</param>
    /// <exception cref="Errors.ApiException">
    /// 429 if the caller, 503 if the process, or the site without a key, has the maximum number.
    /// </exception>
    public LiveListener Join(string site, CallerIdentity caller)
    {
        var place = _places.Take(caller, site);
        lock (_lock)
        {
            if (!_sites.TryGetValue(site, out var reading))
            {
                _sites[site] = reading = new Reading();
            }

            reading.Listeners++;
        }

        return new LiveListener(this, site, place);
    }

    /// <summary>Returns the answer in JSON that all listeners of a site share in this interval.</summary>
    /// <param name="site">A site with a listener.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    internal Task<byte[]> ReadSharedAsync(string site)
    {
        lock (_lock)
        {
            var reading = _sites[site];
            if (reading.Answer is null || time.GetElapsedTime(reading.At) >= Interval)
            {
                (reading.At, reading.Answer) = (time.GetTimestamp(), WriteAsync(site));
            }

            return reading.Answer;
        }
    }

    internal void Leave(string site)
    {
        lock (_lock)
        {
            if (--_sites[site].Listeners == 0)
            {
                _sites.Remove(site);
            }
        }
    }

    // Not cancelled by a listener, because others wait for it.
    private async Task<byte[]> WriteAsync(string site) =>
        JsonSerializer.SerializeToUtf8Bytes(await ReadAsync(site, CancellationToken.None), ApiJson.Default.LiveAnswer);

    private sealed class Reading
    {
        public int Listeners { get; set; }

        public long At { get; set; }

        public Task<byte[]>? Answer { get; set; }
    }
}
