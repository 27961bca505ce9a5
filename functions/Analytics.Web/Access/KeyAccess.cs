using Analytics.Core.Keys;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>Finds and checks the key of a request. Thread-safe.</summary>
internal sealed class KeyAccess(ApiKeyRegistry keys)
{
    private const string Scheme = "Bearer ";

    /// <summary>The request's key, or null if it brings none.</summary>
    /// <exception cref="ApiException">401 for a key that is unknown or sent in another way.</exception>
    public async ValueTask<ApiKey?> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return null;
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Refused("The Authorization header is not of the form 'Bearer KEY'.");
        }

        return await keys.FindAsync(header[Scheme.Length..].Trim(), context.RequestAborted)
            ?? throw Refused("The API key is unknown: it was deleted or mistyped. List the keys with an admin key at /api/v1/keys.");
    }

    /// <summary>The request's key, which must have the scope.</summary>
    /// <exception cref="ApiException">401 without a key or with one that lacks the scope.</exception>
    public async ValueTask<ApiKey> RequireAsync(HttpContext context, KeyScopes scope)
    {
        var key = await FindAsync(context)
            ?? throw Refused($"An API key of scope {Name(scope)} is required; send it as 'Authorization: Bearer KEY'.");
        return key.May(scope) ? key : throw Lacks(key, scope);
    }

    /// <summary>The refusal of a key that lacks a scope.</summary>
    public static ApiException Lacks(ApiKey key, KeyScopes scope) =>
        Refused($"The API key '{key.Name}' has no scope {Name(scope)} (it has {string.Join(", ", KeyScopeNames.Of(key.Scopes))}); use another key.");

    /// <summary>A refusal for want of a good key.</summary>
    public static ApiException Refused(string message) => new(StatusCodes.Status401Unauthorized, message);

    private static string Name(KeyScopes scope) => string.Join(" and ", KeyScopeNames.Of(scope));
}
