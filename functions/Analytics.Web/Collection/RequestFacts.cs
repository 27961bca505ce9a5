using Analytics.Core.Collection;
using Analytics.Web.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Collection;

/// <summary>What a request tells of its visitor besides its body. Thread-safe.</summary>
internal sealed class RequestFacts(IOptions<WebOptions> options, ClientAddress addresses, TimeProvider time)
{
    private readonly WebOptions _options = options.Value;

    /// <summary>The facts of a visitor's own request.</summary>
    public CollectionContext Of(HttpContext context)
    {
        // Anybody can send the headers of a front end; they mean something only when they come from it.
        var placed = addresses.IsBehindProxy(context);
        return CollectionContext.Create(
            time.GetUtcNow(),
            addresses.Of(context)?.ToString(),
            context.Request.Headers.UserAgent.ToString(),
            placed ? Header(context, _options.CountryHeader) : null,
            placed ? Header(context, _options.RegionHeader) : null,
            placed ? Header(context, _options.CityHeader) : null);
    }

    /// <summary>The facts of an import, whose events bring their own.</summary>
    /// <param name="onlySite">The site that the key is bound to; null for any.</param>
    public CollectionContext OfImport(string? onlySite) =>
        CollectionContext.Create(time.GetUtcNow(), null, null, isImport: true) with { OnlySite = onlySite };

    private static string? Header(HttpContext context, string? name) =>
        name is not null && context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
