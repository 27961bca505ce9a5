using Analytics.Core.Sites;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Tracker;

/// <summary>Serves the tracker to pages of any origin.</summary>
internal sealed class TrackerHandler(TrackerFiles files, ISiteDirectory sites)
{
    public async Task ReadAsync(HttpContext context)
    {
        if (!files.AreBuilt)
        {
            throw new ApiException(
                StatusCodes.Status503ServiceUnavailable,
                "The tracker is not part of this build: building it needs Node.js 20.19 or newer with npm. Install it and build again."
            );
        }

        var name = RouteValue.Name(context);
        var site = ScriptName.SiteOf(name) is { } id ? await sites.FindByIdAsync(id, context.RequestAborted) : null;
        var file =
            (site is null ? files.Find(name) : files.Of(site.Site))
            ?? throw new ApiException(
                StatusCodes.Status404NotFound,
                $"There is no script '{Excerpt.Of(name)}'. Known are script.js and plausible.js, with any of these in between, "
                    + "as in script.hash.outbound-links.js: "
                    + $"{string.Join(", ", ScriptName.Extensions.Select(extension => extension.Name))}; "
                    + $"pa-….js, which waits for plausible.init(), with the id of a site that GET /api/v1/sites/DOMAIN has; "
                    + $"and {string.Join(", ", TrackerFiles.Modules)}."
            );
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.XContentTypeOptions = "nosniff";
        await file.WriteAsync(context);
    }
}
