using System.Threading.RateLimiting;
using Analytics.Core.Telemetry;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Exports;

/// <summary>
/// Admits exports: each reads everything of a site and takes memory until the client has it, so only some may run at once, of one site
/// fewer. Others are refused at once. Thread-safe.
/// </summary>
internal sealed class ExportAdmission : IDisposable
{
    /// <summary>Number of exports that may run at once.</summary>
    public const int Places = 8;

    /// <summary>Number of exports of one site that may run at once.</summary>
    public const int PlacesOfSite = 2;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<string> _places = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(site => RateLimitPartition.GetConcurrencyLimiter(site, _ => Limit(PlacesOfSite))),
        PartitionedRateLimiter.Create<string, int>(_ => RateLimitPartition.GetConcurrencyLimiter(0, _ => Limit(Places)))
    );

    /// <summary>Takes a place, which the disposal of the result returns.</summary>
    /// <param name="site">The site's id.</param>
    /// <exception cref="ApiException">503 if all places are taken.</exception>
    public IDisposable Enter(string site)
    {
        var place = _places.AttemptAcquire(site);
        if (place.IsAcquired)
        {
            return place;
        }

        place.Dispose();
        AnalyticsMeter.CountRefused("exports");
        throw new ApiException(
            StatusCodes.Status503ServiceUnavailable,
            $"{PlacesOfSite} exports of the site, or {Places} of all sites, are running; ask again when one has ended.",
            RetryAfter
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private static ConcurrencyLimiterOptions Limit(int permits) => new() { PermitLimit = permits, QueueLimit = 0 };
}
