using System.Text.Json;
using Analytics.Core.Definitions;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.CustomProperties;

/// <summary>
/// Registers custom properties like Plausible's Sites API. Queries find every property without registration; the list serves the clients
/// of that API.
/// </summary>
internal sealed class CustomPropertiesHandler(DefinitionRegistry definitions, SiteAccess access, TimeProvider time)
{
    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement;

    public async Task ListAsync(HttpContext context)
    {
        var (site, _) = await access.ReadAsync(context, context.Request.Query["site_id"]);
        var all = await definitions.Of(DefinitionRegistry.Properties).ListAsync(site.Id, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new CustomPropertyListAnswer([.. all.Select(one => new CustomPropertyAnswer(one.Name))]),
            ApiJson.Default.CustomPropertyListAnswer
        );
    }

    public async Task PutAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        var site = await access.ManageAsync(context, request.SiteId);
        var name = request.Property?.Trim() ?? string.Empty;
        if (name.Length is 0 or > CustomPropertyRequest.MaxName)
        {
            throw JsonBody.Bad(
                $"property: is missing or has more than {CustomPropertyRequest.MaxName} characters; "
                    + $"give 1 to {CustomPropertyRequest.MaxName}"
            );
        }

        await ChangeAsync(
            context,
            site,
            all =>
                all.FirstOrDefault(one => one.Name == name) is { } known
                    ? DefinitionChange<StoredDefinition>.Keep(known)
                    : DefinitionChange<StoredDefinition>.Add(
                        new StoredDefinition(string.Empty, name, null, time.GetUtcNow(), time.GetUtcNow(), Empty)
                    )
        );
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new CustomPropertyCreatedAnswer(true),
            ApiJson.Default.CustomPropertyCreatedAnswer
        );
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var named = context.Request.Query["site_id"].ToString() is { Length: > 0 } site ? site : (await ReadAsync(context)).SiteId;
        var found = await access.ManageAsync(context, named);
        var name = RouteValue.Id(context);
        var deleted = await ChangeAsync(
            context,
            found,
            all =>
                all.FirstOrDefault(one => one.Name == name) is { } known
                    ? DefinitionChange<StoredDefinition>.Delete(known)
                    : DefinitionChange<StoredDefinition>.None
        );
        _ =
            deleted
            ?? throw new ApiException(
                StatusCodes.Status404NotFound,
                $"Site '{found.Domain}' has no custom property '{Excerpt.Of(name)}' registered; list them at /api/v1/sites/custom-props."
            );
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }

    private static async ValueTask<CustomPropertyRequest> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return await JsonBody.ReadAsync(context, ApiJson.Default.CustomPropertyRequest);
        }

        var form = await FormBody.ReadAsync(context);
        return new CustomPropertyRequest { SiteId = form["site_id"], Property = form["property"] };
    }

    private ValueTask<StoredDefinition?> ChangeAsync(
        HttpContext context,
        Site site,
        Func<IReadOnlyList<StoredDefinition>, DefinitionChange<StoredDefinition>> decide
    ) => definitions.Of(DefinitionRegistry.Properties).ChangeAsync(site.Id, decide, context.RequestAborted);
}
