using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Keys;

/// <summary>Creates, lists and deletes API keys. Needs an admin key.</summary>
internal sealed class KeysHandler(ApiKeyRegistry registry, ISiteDirectory sites, KeyAccess keys)
{
    public async Task ListAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var answers = new List<KeyAnswer>();
        var (readable, unreadable) = await registry.ReadAllAsync(context.RequestAborted);
        foreach (var key in readable)
        {
            answers.Add(KeyAnswer.Of(key, await sites.ListedNameOfAsync(key.Site, context.RequestAborted)));
        }

        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new KeyListAnswer(answers) { Unreadable = unreadable.Count > 0 ? unreadable : null },
            ApiJson.Default.KeyListAnswer
        );
    }

    public async Task CreateAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var request = await JsonBody.ReadAsync(context, ApiJson.Default.KeyRequest);
        var scopes = Scopes(request);
        var site = await SiteAsync(request, scopes, context.RequestAborted);
        var name = string.IsNullOrWhiteSpace(request.Name) ? string.Join(' ', KeyScopeNames.Of(scopes)) : request.Name.Trim();
        if (name.Length > KeyRequest.MaxName)
        {
            throw JsonBody.Bad($"name: {name.Length} characters are too many; at most {KeyRequest.MaxName} are allowed");
        }

        var made = await registry.CreateAsync(name, scopes, site, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            KeyAnswer.Of(made.Key, await sites.NameOfAsync(site, context.RequestAborted), made.Secret),
            ApiJson.Default.KeyAnswer
        );
    }

    public async Task DeleteAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var id = RouteValue.Id(context);
        if (!await registry.DeleteAsync(id, context.RequestAborted))
        {
            throw new ApiException(StatusCodes.Status404NotFound, "There is no such API key; send its 'id' as the list gives it.");
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }

    private static KeyScopes Scopes(KeyRequest request)
    {
        var scopes = KeyScopes.None;
        foreach (var name in request.Scopes ?? [])
        {
            var scope = KeyScopeNames.Parse(name);
            scopes |=
                scope == KeyScopes.None
                    ? throw JsonBody.Bad($"scopes: '{Excerpt.Of(name)}' is unknown; known are {KeyScopeNames.Accepted}")
                    : scope;
        }

        return scopes == KeyScopes.None ? throw JsonBody.Bad($"scopes: can't be empty; give some of {KeyScopeNames.Accepted}") : scopes;
    }

    private async ValueTask<string?> SiteAsync(KeyRequest request, KeyScopes scopes, CancellationToken cancellationToken)
    {
        if (request.Site is null)
        {
            return null;
        }

        if (scopes.HasFlag(KeyScopes.Admin))
        {
            throw JsonBody.Bad("site: a key of scope admin is good for all sites; leave one of the two out");
        }

        return await sites.FindAsync(request.Site, cancellationToken) is { } entry
            ? entry.Site.Id
            : throw JsonBody.Bad($"site: '{Excerpt.Of(request.Site)}' is not registered; register it first at /api/v1/sites");
    }
}
