using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Assets;

/// <summary>Serves the tracker and the API's description.</summary>
internal sealed class AssetsHandler
{
    private static readonly TimeSpan ScriptAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan DescriptionAge = TimeSpan.FromMinutes(5);

    private readonly EmbeddedAsset _script = new("script.min.js", "text/javascript; charset=utf-8");
    private readonly EmbeddedAsset _description = new("openapi.json", JsonAnswer.ContentType);

    public Task ScriptAsync(HttpContext context) => _script.WriteAsync(context, ScriptAge);

    public Task DescriptionAsync(HttpContext context) => _description.WriteAsync(context, DescriptionAge);
}
