using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>Detects the compression of a request.</summary>
internal static class ContentEncodings
{
    /// <summary>Reads the header <c>Content-Encoding</c>.</summary>
    /// <exception cref="ApiException">415 for any but gzip, br and identity.</exception>
    public static ContentEncoding Of(HttpRequest request)
    {
        var header = request.Headers.ContentEncoding;
        if (header.Count == 0)
        {
            return ContentEncoding.Identity;
        }

        var name = header.ToString().Trim();
        return name.ToLowerInvariant() switch
        {
            "" or "identity" => ContentEncoding.Identity,
            "gzip" or "x-gzip" => ContentEncoding.Gzip,
            "br" => ContentEncoding.Brotli,
            _ => throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                $"Content-Encoding '{Excerpt.Of(name)}' is not supported; send gzip, br or no compression."
            ),
        };
    }
}
