using Analytics.Core.Sites;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Sites;

/// <summary>
/// Lists the public sites of a server for visitors without a key. Because anyone may request them, they are read from an index of their
/// own, at most once per <see cref="SiteRegistry.Freshness"/>. Thread-safe.
/// </summary>
internal sealed class PublicSites(SiteRegistry sites, IOptions<WebOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Maximum number of listed sites.</summary>
    public const int MaxListed = 50;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private (DateTimeOffset At, IReadOnlyList<string> Domains)? _known;

    /// <summary>Returns the domains of the first public sites, in order; none if the operator has disabled the list.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.ListsPublicSites)
        {
            return [];
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_known is not { } known || time.GetUtcNow() - known.At >= SiteRegistry.Freshness)
            {
                var page = await sites.ListPublicAsync(MaxListed, cancellationToken);
                known = (time.GetUtcNow(), [.. page.Sites.Select(site => site.Domain).Order(StringComparer.Ordinal)]);
                _known = known;
            }

            return known.Domains;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();
}
