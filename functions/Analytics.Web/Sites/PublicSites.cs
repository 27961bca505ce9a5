using Analytics.Core.Sites;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Sites;

/// <summary>
/// The public sites of a server, for people without a key. Strangers ask for them, so the registrations are read once in
/// <see cref="SiteRegistry.Freshness"/> and not beyond a page. Thread-safe.
/// </summary>
internal sealed class PublicSites(SiteRegistry sites, IOptions<WebOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The most sites that are listed.</summary>
    public const int MaxListed = 50;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private (DateTimeOffset At, IReadOnlyList<string> Domains)? _known;

    /// <summary>The domains of the first public sites, in order; none where the operator does not show them.</summary>
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
                var page = await sites.ListAsync(null, SiteRegistry.MaxPage, cancellationToken);
                known = (
                    time.GetUtcNow(),
                    [.. page.Sites.Where(site => site.IsPublic).Select(site => site.Domain).Order(StringComparer.Ordinal).Take(MaxListed)]
                );
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
