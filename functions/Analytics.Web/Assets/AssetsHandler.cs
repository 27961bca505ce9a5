using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Assets;

/// <summary>Serves the API's description.</summary>
internal sealed class AssetsHandler
{
    private static readonly TimeSpan DescriptionAge = TimeSpan.FromMinutes(5);

    private readonly EmbeddedAsset _description = new("openapi.json", JsonAnswer.ContentType);

    public Task DescriptionAsync(HttpContext context) => _description.WriteAsync(context, DescriptionAge);
}
