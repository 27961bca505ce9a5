using Analytics.Core.Definitions;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Clients;
using Analytics.Web.Endpoints;
using Analytics.Web.Erasures;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Sites;

/// <summary>
/// Registers and changes sites, with a key of scope <c>sites</c>, and reads them, also with scope <c>stats</c>. A key of one site sees
/// only that site.
/// </summary>
internal sealed class SitesHandler(
    SiteRegistry sites,
    PublicSites publicSites,
    ClientKeyIndex clientKeys,
    DefinitionRegistry definitions,
    JobTable jobs,
    SiteAccess access,
    KeyAccess keys,
    TimeProvider time,
    IOptions<WebOptions> options
)
{
    public async Task ListAsync(HttpContext context)
    {
        var key = await keys.RequireAnyAsync(context, KeyScopes.Stats | KeyScopes.Sites);
        var (limit, query) = (PageRequest.Limit(context), context.Request.Query);
        var search = Search(query["search"]);
        bool? pinned = query["pinned"].ToString() is { Length: > 0 } text ? JsonBody.Flag("pinned", text) : null;

        var page = key.Site is null ? await PageAsync(Cursor(query["after"])) : new SitePage(await OwnAsync(key.Site), null);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new SiteListAnswer([.. page.Sites.Select(site => AnswerOf(site, key))], new PageMeta(page.After, null, limit))
            {
                Unreadable = page.Unreadable.Count > 0 ? page.Unreadable : null,
            },
            ApiJson.Default.SiteListAnswer
        );

        bool Matches(Site site) => (search is null || site.IsFoundBy(search)) && (pinned is null || site.IsPinned == pinned);

        // Only a list of pinned sites, and one of all, costs no more than what it lists.
        ValueTask<SitePage> PageAsync(string? after) =>
            pinned == true ? sites.ListPinnedAsync(after, limit, Matches, context.RequestAborted)
            : search is null && pinned is null ? sites.ListAsync(after, limit, context.RequestAborted)
            : sites.ListAsync(after, limit, Matches, context.RequestAborted);

        async ValueTask<IReadOnlyList<Site>> OwnAsync(string id) =>
            (await sites.FindByIdAsync(id, context.RequestAborted))?.Site is { } own && Matches(own) ? [own] : [];
    }

    public async Task ListPublicAsync(HttpContext context) =>
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new PublicSiteListAnswer(await publicSites.ListAsync(context.RequestAborted)),
            ApiJson.Default.PublicSiteListAnswer
        );

    public async Task CreateAsync(HttpContext context)
    {
        var key = await keys.RequireAsync(context, KeyScopes.Sites);
        if (key.Site is not null)
        {
            throw await BoundAsync(context, key, "register others");
        }

        var request = await SiteRequestReader.ReadAsync(context);
        if (!SiteDomain.TryParseNew(request.Domain, out var domain, out var problem))
        {
            throw JsonBody.Bad(problem);
        }

        var id = await sites.FreeIdAsync(domain, context.RequestAborted);
        if (await SiteErasures.BlockingAsync(jobs, id, context.RequestAborted) is { } erasure)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict,
                erasure.IsActive
                    ? $"domain '{domain}': what an earlier site of this name has left is still being erased by job {erasure.Id}; "
                        + "register it when that has completed."
                    : $"Job {erasure.Id}, which was to erase what an earlier site '{domain}' has left, "
                        + $"{erasure.State.ToString().ToLowerInvariant()}: {erasure.Error} An "
                        + $"admin starts it again with DELETE /api/v1/sites/{id}."
            );
        }

        var site = new Site(
            id,
            request.Timezone ?? SiteTimeZone.Default,
            time.GetUtcNow(),
            IsPublic: request.Public ?? false,
            RetentionDays: request.RetentionDays
        )
        {
            RenamedTo = id == domain ? null : domain,
            WeekStart = WeekStartOf(request),
            IsPinned = request.Pinned ?? false,
            TrackerScript = request.TrackerScriptConfiguration?.Change(new()),
            Clients = await ClaimAsync(id, request, context.RequestAborted),
        };
        if (!await sites.CreateAsync(site, context.RequestAborted))
        {
            throw JsonBody.Bad(
                await sites.FindAsync(domain, context.RequestAborted) is { Until: { } until }
                    ? SiteNameException.Former(domain, until).Message
                    : $"domain: '{domain}' is registered already; change it with PUT /api/v1/sites/{domain}"
            );
        }

        await AnswerAsync(context, site, AnswerOf(site));
    }

    public async Task GetAsync(HttpContext context)
    {
        var (site, caller) = await access.ReadAsync(context, RouteValue.Site(context));
        await AnswerAsync(context, site, AnswerOf(site, caller?.Key));
    }

    public async Task UpdateAsync(HttpContext context)
    {
        var (known, request) = (await access.ManageAsync(context, RouteValue.Site(context)), await SiteRequestReader.ReadAsync(context));
        string? name = null;
        if (request.Domain is not null && !SiteDomain.TryParse(request.Domain, out name, out var problem))
        {
            throw JsonBody.Bad(problem);
        }

        // The name that a site has may be one that no new site can have.
        if (name is not null && name != known.Domain && !SiteDomain.TryParseNew(name, out _, out problem))
        {
            throw JsonBody.Bad(problem);
        }

        // A new name is taken from the names of all sites, so a key of one site must not choose one.
        if (name is not null && name != known.Domain && await keys.RequireAsync(context, KeyScopes.Sites) is { Site: not null } key)
        {
            throw await BoundAsync(context, key, "change its domain");
        }

        var clients = await ClaimAsync(known.Id, request, context.RequestAborted);
        try
        {
            var changed = await sites.UpdateAsync(known.Id, Change, context.RequestAborted);
            var site = changed ?? throw SiteAccess.NotFound(known.Domain);
            await AnswerAsync(context, site, AnswerOf(site));
        }
        catch (SiteNameException e)
        {
            throw JsonBody.Bad(e.Message);
        }

        Site Change(Site site) =>
            (name is null ? site : site.Rename(name, time.GetUtcNow())) with
            {
                TimeZone = request.Timezone ?? site.TimeZone,
                WeekStart = request.WeekStart is null ? site.WeekStart : WeekStartOf(request),
                IsPublic = request.Public ?? site.IsPublic,
                IsPinned = request.Pinned ?? site.IsPinned,
                RetentionDays = request.HasRetentionDays ? request.RetentionDays : site.RetentionDays,
                Clients = clients ?? site.Clients,
                TrackerScript = request.TrackerScriptConfiguration?.Change(site.TrackerScript ?? new()) ?? site.TrackerScript,
            };
    }

    private static DayOfWeek? WeekStartOf(SiteRequest request) =>
        request.WeekStart is { } name && SiteWeek.TryParse(name, out var day, out _) && day != DayOfWeek.Monday ? day : null;

    private async ValueTask<ApiException> BoundAsync(HttpContext context, ApiKey key, string what) =>
        new(
            StatusCodes.Status403Forbidden,
            $"The API key '{key.Name}' is bound to site '{await sites.NameOfAsync(key.Site, context.RequestAborted)}' and can't "
                + $"{what}; use a key without a site."
        );

    /// <summary>
    /// Claims the keys of the clients that a request enables for the site, and returns the clients; null if the request does not have
    /// them.
    /// </summary>
    private async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<string>>?> ClaimAsync(
        string domain,
        SiteRequest request,
        CancellationToken cancellationToken
    )
    {
        if (ClientSettings.Read(request.Clients) is not { } clients)
        {
            return null;
        }

        return await clientKeys.ClaimAsync(domain, clients, cancellationToken) is { } taken
            ? throw JsonBody.Bad($"clients: key '{taken}' is another site's; take it away there first, or use another")
            : clients;
    }

    private SiteAnswer AnswerOf(Site site) => SiteAnswer.Of(site, options.Value.IsGenerated, time.GetUtcNow());

    /// <summary>
    /// Returns the answer for a reader, without the keys of clients unless the reader manages the site: whoever has one sends events with
    /// it, and some products keep theirs secret.
    /// </summary>
    private SiteAnswer AnswerOf(Site site, ApiKey? reader) =>
        reader?.May(KeyScopes.Sites, site.Id) == true ? AnswerOf(site) : AnswerOf(site with { Clients = null });

    private async Task AnswerAsync(HttpContext context, Site site, SiteAnswer answer)
    {
        var properties = await definitions.Of(DefinitionRegistry.Properties).ListAsync(site.Id, context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            answer with
            {
                CustomProperties = [.. properties.Select(property => property.Name)],
                TrackerScriptConfiguration = TrackerScriptAnswer.Of(site),
            },
            ApiJson.Default.SiteAnswer
        );
    }

    private static string? Cursor(string? text) =>
        text is null || SiteDomain.IsId(text)
            ? text
            : throw JsonBody.Bad("after: not a cursor; send the 'after' of the previous page unchanged");

    private static string? Search(string? text) =>
        text?.Trim() is not { Length: > 0 } search ? null
        : search.Length <= SiteDomain.MaxLength ? search
        : throw JsonBody.Bad($"search: has {search.Length} characters; send at most {SiteDomain.MaxLength}, part of a domain");
}
