using Analytics.Core.Definitions;
using Analytics.Core.Keys;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Analytics.Web.Sites;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Definitions;

/// <summary>
/// Lists and stores annotations, segments, funnels and views of a site. Shared ones are visible to everyone who may read the site, and
/// changing them needs scope <c>sites</c>; personal ones need any key that may read the site.
/// </summary>
internal sealed class DefinitionsHandler(DefinitionRegistry definitions, GoalRegistry goals, SiteAccess access, TimeProvider time)
{
    public async Task ListAsync(HttpContext context, string kind)
    {
        var (site, caller) = await access.ReadAsync(context, RouteValue.Site(context));
        var all = await definitions.Of(kind).ListAsync(site.Id, context.RequestAborted);
        var (page, meta) = PageRequest.Of(context, [.. all.Where(one => IsSeen(one, kind, caller))], one => one.Id);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new DefinitionListAnswer([.. page.Select(DefinitionAnswer.Of)], meta),
            ApiJson.Default.DefinitionListAnswer
        );
    }

    public async Task GetAsync(HttpContext context, string kind)
    {
        var (site, caller) = await access.ReadAsync(context, RouteValue.Site(context));
        var found = await definitions.Of(kind).FindAsync(site.Id, RouteValue.Id(context), context.RequestAborted);
        await AnswerAsync(context, found is not null && IsSeen(found, kind, caller) ? found : throw Unknown(context, kind, site));
    }

    public async Task CreateAsync(HttpContext context, string kind)
    {
        var (site, key) = await access.ContributeAsync(context, RouteValue.Site(context));
        var (request, named) = await ReadAsync(context, kind, site, key);
        DefinitionContents.RequireGoals(named, await GoalsAsync(named, context, site), replaced: null, kind, site);
        var now = time.GetUtcNow();
        var made = new StoredDefinition(string.Empty, request.Name!.Trim(), request.Personal ? key.Id : null, now, now, request.Content);
        await AnswerAsync(context, (await ChangeAsync(context, kind, site, _ => DefinitionChange<StoredDefinition>.Add(made)))!);
    }

    public async Task UpdateAsync(HttpContext context, string kind)
    {
        var (site, key) = await access.ContributeAsync(context, RouteValue.Site(context));
        var (request, named) = await ReadAsync(context, kind, site, key);
        var known = await GoalsAsync(named, context, site);
        var changed = await ChangeAsync(
            context,
            kind,
            site,
            all =>
            {
                if (Changeable(all, context, key) is not { } old)
                {
                    return DefinitionChange<StoredDefinition>.None;
                }

                DefinitionContents.RequireGoals(named, known, old, kind, site);
                return DefinitionChange<StoredDefinition>.Replace(
                    old with
                    {
                        Name = request.Name!.Trim(),
                        Owner = request.Personal ? key.Id : null,
                        UpdatedAt = time.GetUtcNow(),
                        Content = request.Content,
                    }
                );
            }
        );
        await AnswerAsync(context, changed ?? throw Unknown(context, kind, site));
    }

    public async Task DeleteAsync(HttpContext context, string kind)
    {
        var (site, key) = await access.ContributeAsync(context, RouteValue.Site(context));
        var deleted = await ChangeAsync(
            context,
            kind,
            site,
            all =>
                Changeable(all, context, key) is { } old
                    ? DefinitionChange<StoredDefinition>.Delete(old)
                    : DefinitionChange<StoredDefinition>.None
        );
        _ = deleted ?? throw Unknown(context, kind, site);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }

    // A shared link that is limited to a segment shows no other definition: names, steps and texts tell of what is outside of the segment.
    private static bool IsSeen(StoredDefinition one, string kind, Caller? caller) =>
        one.IsSeenBy(caller?.Key.Id)
        && (caller?.Link?.Segment is not { } segment || (kind == DefinitionRegistry.Segments && one.Id == segment));

    /// <summary>Reads a request, and returns the goals that it names.</summary>
    private static async ValueTask<(DefinitionRequest Request, IReadOnlyList<NamedGoal> Named)> ReadAsync(
        HttpContext context,
        string kind,
        Site site,
        ApiKey key
    )
    {
        var request = await JsonBody.ReadAsync(context, ApiJson.Default.DefinitionRequest);
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Trim().Length > DefinitionRequest.MaxName)
        {
            throw JsonBody.Bad(
                $"name: is missing or has more than {DefinitionRequest.MaxName} characters; give 1 to {DefinitionRequest.MaxName}"
            );
        }

        if (!request.Personal)
        {
            RequireSites(key);
        }

        return (request, DefinitionContents.Check(kind, request.Content, site));
    }

    private async ValueTask<IReadOnlyList<Goal>> GoalsAsync(IReadOnlyList<NamedGoal> named, HttpContext context, Site site) =>
        named.Count > 0 ? await goals.ListAsync(site.Id, context.RequestAborted) : [];

    private static void RequireSites(ApiKey key)
    {
        if (!key.May(KeyScopes.Sites))
        {
            throw KeyAccess.MissingScope(key, KeyScopes.Sites);
        }
    }

    private static StoredDefinition? Changeable(IReadOnlyList<StoredDefinition> all, HttpContext context, ApiKey key)
    {
        var found = all.FirstOrDefault(one => one.Id == RouteValue.Id(context) && one.IsSeenBy(key.Id));
        if (found is { Owner: null })
        {
            RequireSites(key);
        }

        return found;
    }

    private static ApiException Unknown(HttpContext context, string kind, Site site) =>
        new(
            StatusCodes.Status404NotFound,
            $"Site '{site.Domain}' has nothing of id '{Excerpt.Of(RouteValue.Id(context), 20)}' among its {kind}; list them for their ids."
        );

    private static Task AnswerAsync(HttpContext context, StoredDefinition definition)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, DefinitionAnswer.Of(definition), ApiJson.Default.DefinitionAnswer);
    }

    private ValueTask<StoredDefinition?> ChangeAsync(
        HttpContext context,
        string kind,
        Site site,
        Func<IReadOnlyList<StoredDefinition>, DefinitionChange<StoredDefinition>> decide
    ) => definitions.ChangeAsync(site.Id, kind, decide, context.RequestAborted);
}
