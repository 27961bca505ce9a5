using System.Buffers;
using System.Text;
using Analytics.Core.Agents;
using Analytics.Core.Collection;
using Analytics.Web.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Collection;

/// <summary>Reads the facts about the visitor that a request has outside its body. Thread-safe.</summary>
internal sealed class RequestFacts(IOptions<WebOptions> options, ClientAddress addresses, TimeProvider time)
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly WebOptions _options = options.Value;

    /// <summary>Returns the facts of a visitor's own request.</summary>
    public CollectionContext Of(HttpContext context)
    {
        // Any client can send the headers of a front end, so they are read only from a trusted one.
        var placed = addresses.IsBehindProxy(context);
        return CollectionContext.Create(
            time.GetUtcNow(),
            addresses.Of(context)?.ToString(),
            context.Request.Headers.UserAgent.ToString(),
            placed ? Header(context, _options.CountryHeader) : null,
            placed ? Header(context, _options.RegionHeader) : null,
            placed ? Header(context, _options.CityHeader) : null
        ) with
        {
            Language = LanguageOf(context.Request.Headers.AcceptLanguage.ToString()),
            ClientHints = HintsOf(context.Request.Headers),
        };
    }

    private static ReadOnlyMemory<byte> HintsOf(IHeaderDictionary headers) =>
        ClientHints.Join(
            headers["Sec-CH-UA"].ToString(),
            headers["Sec-CH-UA-Full-Version-List"].ToString(),
            headers["Sec-CH-UA-Platform"].ToString(),
            headers["Sec-CH-UA-Platform-Version"].ToString(),
            headers["Sec-CH-UA-Mobile"].ToString()
        );

    /// <summary>
    /// Returns the primary tag of the first language, such as <c>de</c> for <c>de-CH,de;q=0.9</c>; browsers name the preferred language
    /// first.
    /// </summary>
    public static ReadOnlyMemory<byte> LanguageOf(string header)
    {
        var end = header.AsSpan().IndexOfAnyExcept(Letters);
        var tag = header[..(end < 0 ? header.Length : end)];
        return tag.Length is 2 or 3 ? Encoding.ASCII.GetBytes(tag.ToLowerInvariant()) : default;
    }

    /// <summary>Returns the facts of an import, whose events have their own facts.</summary>
    /// <param name="onlySite">The only site of the key; null if it may import into any.</param>
    public CollectionContext OfImport(string? onlySite) =>
        CollectionContext.Create(time.GetUtcNow(), null, null, isImport: true) with
        {
            OnlySite = onlySite,
        };

    private static string? Header(HttpContext context, string? name) =>
        name is not null && context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
