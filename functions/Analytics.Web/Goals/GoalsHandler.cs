using Analytics.Core.Definitions;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Analytics.Web.Sites;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Goals;

/// <summary>
/// Lists and defines goals, at the addresses of Plausible's Sites API and at those of the site. Changes need a key of scope <c>sites</c>.
/// </summary>
internal sealed class GoalsHandler(GoalRegistry goals, SiteAccess access)
{
    /// <summary>Lists the goals of the site that the parameter <c>site_id</c> names.</summary>
    public async Task ListAsync(HttpContext context) =>
        await ListAsync(context, await access.ReadAsync(context, context.Request.Query["site_id"]));

    /// <summary>Lists the goals of the site in the address.</summary>
    public async Task ListOfSiteAsync(HttpContext context) =>
        await ListAsync(context, await access.ReadAsync(context, RouteValue.Site(context)));

    /// <summary>Reads a goal.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (site, caller) = await access.ReadAsync(context, RouteValue.Site(context));
        var goal = await goals.FindAsync(site.Id, RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context, site);
        await AnswerAsync(context, AnswerOf(goal, caller));
    }

    /// <summary>Finds or adds a goal of the site that the body names.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var request = await GoalRequestReader.ReadAsync(context);
        await AddAsync(context, await access.ManageAsync(context, request.SiteId), request);
    }

    /// <summary>Finds or adds a goal of the site in the address.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        await AddAsync(context, site, await GoalRequestReader.ReadAsync(context));
    }

    /// <summary>Replaces a goal.</summary>
    public async Task UpdateAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var goal = GoalRequestReader.Goal(await GoalRequestReader.ReadAsync(context), RouteValue.Id(context));
        if (!await goals.UpdateAsync(site.Id, goal, context.RequestAborted))
        {
            throw Unknown(context, site);
        }

        await AnswerAsync(context, GoalAnswer.Of(goal));
    }

    /// <summary>Deletes a goal of the site that the body or the parameter <c>site_id</c> names.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        string? named = context.Request.Query["site_id"];
        if (named is null && context.Request.HasFormContentType)
        {
            named = (await FormBody.ReadAsync(context))["site_id"];
        }
        else if (named is null && context.Request.ContentType is not null)
        {
            named = (await JsonBody.ReadAsync(context, ApiJson.Default.SiteReference)).SiteId;
        }

        await DeleteAsync(context, await access.ManageAsync(context, named));
    }

    /// <summary>Deletes a goal of the site in the address.</summary>
    public async Task DeleteOfSiteAsync(HttpContext context) =>
        await DeleteAsync(context, await access.ManageAsync(context, RouteValue.Site(context)));

    private static ApiException Unknown(HttpContext context, Site site) =>
        new(
            StatusCodes.Status404NotFound,
            $"Site '{site.Domain}' has no goal of id '{Excerpt.Of(RouteValue.Id(context), 20)}'; list its goals for their ids."
        );

    private static Task AnswerAsync(HttpContext context, GoalAnswer answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.GoalAnswer);
    }

    // Readers of a link that is limited to a segment have the goals' names in their answers, and need no more.
    private static GoalAnswer AnswerOf(Goal goal, Caller? caller) =>
        caller?.Link?.Segment is null ? GoalAnswer.Of(goal) : GoalAnswer.NameOf(goal);

    private async Task ListAsync(HttpContext context, (Site Site, Caller? Caller) read)
    {
        var (site, caller) = read;
        var (page, meta) = PageRequest.Of(context, await goals.ListAsync(site.Id, context.RequestAborted), goal => goal.Id);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new GoalListAnswer([.. page.Select(goal => AnswerOf(goal, caller))], meta),
            ApiJson.Default.GoalListAnswer
        );
    }

    private async Task AddAsync(HttpContext context, Site site, GoalRequest request)
    {
        var goal = await goals.FindOrCreateAsync(site.Id, GoalRequestReader.Goal(request, string.Empty), context.RequestAborted);
        await AnswerAsync(context, GoalAnswer.Of(goal, site.Domain));
    }

    private async Task DeleteAsync(HttpContext context, Site site)
    {
        if (!await goals.DeleteAsync(site.Id, RouteValue.Id(context), context.RequestAborted))
        {
            throw Unknown(context, site);
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }
}
