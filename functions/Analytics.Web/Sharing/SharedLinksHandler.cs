using Analytics.Core.Definitions;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Analytics.Web.Sites;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Sharing;

/// <summary>
/// Lists, creates, changes and deletes the shared links of a site. Needs a key of scope <c>sites</c>, because a link's token acts as a
/// key.
/// </summary>
internal sealed class SharedLinksHandler(SharedLinkRegistry links, SharedLinkRequestReader reader, SiteAccess access)
{
    /// <summary>Finds or creates a link by its name, at the address of Plausible's Sites API.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var request = await SharedLinkRequestReader.ReadAsync(context);
        await AddAsync(context, await access.ManageAsync(context, request.SiteId), request, returnsExisting: true);
    }

    public async Task ListAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var (page, meta) = PageRequest.Of(context, await links.ListAsync(site.Id, context.RequestAborted), link => link.Id);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new SharedLinkListAnswer([.. page.Select(link => SharedLinkAnswer.Of(context, link))], meta),
            ApiJson.Default.SharedLinkListAnswer
        );
    }

    public async Task CreateAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        await AddAsync(context, site, await ReadAsync(context), returnsExisting: false);
    }

    public async Task GetAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        await AnswerAsync(
            context,
            await links.FindAsync(site.Id, RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context, site)
        );
    }

    public async Task UpdateAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var request = await ReadAsync(context);
        var settings = await reader.CheckAsync(request, site, context.RequestAborted);
        var changed = await links.UpdateAsync(
            site.Id,
            RouteValue.Id(context),
            settings,
            keepsPassword: !request.HasPassword,
            context.RequestAborted
        );
        await AnswerAsync(context, changed ?? throw Unknown(context, site));
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        if (!await links.DeleteAsync(site.Id, RouteValue.Id(context), context.RequestAborted))
        {
            throw Unknown(context, site);
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }

    private static async ValueTask<SharedLinkRequest> ReadAsync(HttpContext context)
    {
        var request = await SharedLinkRequestReader.ReadAsync(context);
        return request.SiteId is null ? request : throw JsonBody.Bad("site_id: the address names the site already; leave it out");
    }

    private static ApiException Unknown(HttpContext context, Site site) =>
        new(
            StatusCodes.Status404NotFound,
            $"Site '{site.Domain}' has no shared link of id '{Excerpt.Of(RouteValue.Id(context), 20)}'; list them for their ids."
        );

    private static Task AnswerAsync(HttpContext context, SharedLink link)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            SharedLinkAnswer.Of(context, link),
            ApiJson.Default.SharedLinkAnswer
        );
    }

    private async Task AddAsync(HttpContext context, Site site, SharedLinkRequest request, bool returnsExisting)
    {
        var settings = await reader.CheckAsync(request, site, context.RequestAborted);
        await AnswerAsync(context, await links.CreateAsync(site.Id, settings, returnsExisting, context.RequestAborted));
    }
}
