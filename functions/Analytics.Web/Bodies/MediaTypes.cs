using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>Content types that endpoints accept.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string NdJson = "application/x-ndjson";
    public const string Text = "text/plain";
    public const string Form = "application/x-www-form-urlencoded";
    public const string Bytes = "application/octet-stream";

    /// <summary>Returns true if the request declares a type, with any parameters.</summary>
    public static bool Is(HttpRequest request, string type) => MediaOf(request).Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>Rejects a body of another content type.</summary>
    /// <exception cref="ApiException">415.</exception>
    public static void Require(HttpRequest request, params ReadOnlySpan<string> accepted)
    {
        var media = MediaOf(request);
        foreach (var one in accepted)
        {
            if (media.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
        }

        var type = request.ContentType ?? string.Empty;
        throw new ApiException(
            StatusCodes.Status415UnsupportedMediaType,
            $"Content-Type '{Excerpt.Of(type)}' is not supported here; send {string.Join(" or ", accepted.ToArray())}."
        );
    }

    private static ReadOnlySpan<char> MediaOf(HttpRequest request)
    {
        var type = request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim();
    }
}
