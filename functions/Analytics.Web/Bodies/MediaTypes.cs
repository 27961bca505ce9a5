using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>Which content types an endpoint takes.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string NdJson = "application/x-ndjson";
    public const string Text = "text/plain";

    /// <summary>Refuses a body of another content type.</summary>
    /// <exception cref="ApiException">415.</exception>
    public static void Require(HttpRequest request, params ReadOnlySpan<string> accepted)
    {
        var type = request.ContentType ?? string.Empty;
        var end = type.IndexOf(';');
        var media = (end < 0 ? type : type.AsSpan(0, end).ToString()).AsSpan().Trim();
        foreach (var one in accepted)
        {
            if (media.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
        }

        throw new ApiException(
            StatusCodes.Status415UnsupportedMediaType,
            $"Content-Type '{(type.Length > 60 ? type[..60] + "…" : type)}' is not supported here; send {string.Join(" or ", accepted.ToArray())}.");
    }
}
