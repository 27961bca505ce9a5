using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Definitions;
using Analytics.Core.Keys;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.Access;

/// <summary>Finds and checks the key of a request. Wrong keys are logged, without the key, and limited by address. Thread-safe.</summary>
internal sealed partial class KeyAccess(
    ApiKeyRegistry keys,
    SessionRegistry sessions,
    SharedLinkRegistry links,
    RequestLimits limits,
    ClientAddress addresses,
    TimeProvider time,
    ILogger<KeyAccess> logger
)
{
    private const string Scheme = "Bearer ";

    // A person may have chosen the configured key, so it can be guessed, unlike the generated ones: only networks that have sent it before
    // may send it when they have sent too many wrong keys.
    private readonly FreshCache<ApiKey> _operatorNetworks = new(time, TimeSpan.MaxValue, capacity: 1_000);

    /// <summary>Returns the key in the request's <c>Authorization</c> header; null if it has no such header.</summary>
    /// <exception cref="ApiException">401 for a key that is unknown or sent in another way.</exception>
    public async ValueTask<ApiKey?> FindAsync(HttpContext context) =>
        Bearer(context) is { } secret ? await CheckAsync(context, secret) : null;

    /// <summary>Returns the key of a secret.</summary>
    /// <exception cref="ApiException">
    /// 401 for an unknown key; 429 after too many unknown keys from the address. Keys in this process's cache are exempt, and so is the
    /// configured key at addresses that have sent it before, so that guessing does not lock out others at the same address.
    /// </exception>
    public async ValueTask<ApiKey> CheckAsync(HttpContext context, string secret)
    {
        var network = addresses.NetworkOf(context);
        if (limits.WrongKeys.IsExhausted(network, out var retryAfter) && !IsKnown(secret, network))
        {
            throw RequestLimits.Over(limits.WrongKeys, "wrong keys", retryAfter);
        }

        if (await keys.FindAsync(secret, context.RequestAborted) is { } key)
        {
            if (keys.IsConfigured(key))
            {
                _operatorNetworks.TryStore(Encoding.UTF8.GetBytes(network), key, _operatorNetworks.Version);
            }

            return key;
        }

        limits.WrongKeys.TryAcquire(network, out _);
        Log.WrongKey(logger, ClientAddress.ProviderNetworkOf(addresses.Of(context)), context.Request.Method, context.Request.Path);
        throw Refused("The API key is unknown: it was deleted or mistyped. List the keys with an admin key at /api/v1/keys.");
    }

    /// <summary>
    /// Returns the caller by the request's key, session or shared link; null if it has none, or only a session that has ended.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="changes">True if the request may change something; with a cookie, it must then have the session's token.</param>
    /// <exception cref="ApiException">
    /// 401 for a key that is unknown or sent in another way, 403 for a change without the token or by a reader of a shared link.
    /// </exception>
    public async ValueTask<Caller?> FindCallerAsync(HttpContext context, bool changes)
    {
        if (Bearer(context) is { } secret)
        {
            return SharedLinkRegistry.IsBearer(secret)
                ? await OfLinkAsync(context, secret, changes)
                : await UsedAsync(context, new Caller(await CheckAsync(context, secret)));
        }

        if (SessionCookie.Read(context) is not { } token || await sessions.FindAsync(token, context.RequestAborted) is not { } found)
        {
            return null;
        }

        if (changes)
        {
            CrossSiteGuard.RequireToken(context, token);
        }

        return await UsedAsync(context, new Caller(found.Key, found.Session, token, ExpiresAt: found.Session.ExpiresAt));
    }

    /// <summary>
    /// Returns the request's key; null if it has none. A header of another scheme is ignored: a proxy may protect pages by a password.
    /// </summary>
    /// <exception cref="ApiException">401 for a key that is unknown.</exception>
    public async ValueTask<ApiKey?> FindIfOursAsync(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await FindAsync(context)
            : null;

    /// <summary>Returns the key of the request or of its session, which must have the scope.</summary>
    /// <exception cref="ApiException">
    /// 401 without a key, 403 with one that lacks the scope, and for a change by cookie without the session's token.
    /// </exception>
    public async ValueTask<ApiKey> RequireAsync(HttpContext context, KeyScopes scope)
    {
        var key = (await FindCallerAsync(context, !IsRead(context.Request)))?.Key ?? throw Required(scope);
        return key.May(scope) ? key : throw MissingScope(key, scope);
    }

    /// <summary>Returns the key of the request or of its session, which must have one of the scopes.</summary>
    /// <exception cref="ApiException">
    /// 401 without a key, 403 with one that has none of them, and for a change by cookie without the session's token.
    /// </exception>
    public async ValueTask<ApiKey> RequireAnyAsync(HttpContext context, KeyScopes scopes)
    {
        var key = (await FindCallerAsync(context, !IsRead(context.Request)))?.Key ?? throw Required(scopes);
        return key.IsAdmin || (key.Scopes & scopes) != 0 ? key : throw MissingScope(key, scopes);
    }

    /// <summary>Returns the refusal of a key that lacks a scope: 403, because the key itself is valid.</summary>
    public static ApiException MissingScope(ApiKey key, KeyScopes scope) =>
        new(
            StatusCodes.Status403Forbidden,
            $"The API key '{key.Name}' has no scope {Name(scope)} (it has "
                + $"{string.Join(", ", KeyScopeNames.Of(key.Scopes))}); use another key."
        );

    /// <summary>Returns the refusal of a request without a key: 401.</summary>
    /// <param name="scopes">The scopes of which the key needs one.</param>
    public static ApiException Required(KeyScopes scopes) =>
        Refused($"An API key of scope {Name(scopes)} is required; send it as 'Authorization: Bearer KEY'.");

    /// <summary>Returns a refusal without a valid key: 401, on which a browser shows the sign-in.</summary>
    public static ApiException Refused(string message) => new(StatusCodes.Status401Unauthorized, message);

    private bool IsKnown(string secret, string network) =>
        keys.IsRemembered(secret) || (_operatorNetworks.FindOld(Encoding.UTF8.GetBytes(network)) is not null && keys.IsConfigured(secret));

    private async ValueTask<Caller> OfLinkAsync(HttpContext context, string bearer, bool changes)
    {
        var found =
            await links.FindByBearerAsync(bearer, context.RequestAborted)
            ?? throw Refused("The shared link has ended or got another password; open it again, or ask who sent it for a new one.");
        return changes
            ? throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"The shared link '{found.Link.Name}' only reads; use an API key to change something."
            )
            : Caller.OfLink(found.Link, found.ExpiresAt);
    }

    private async ValueTask<Caller> UsedAsync(HttpContext context, Caller caller)
    {
        await keys.NoteUseAsync(caller.Key, context.RequestAborted);
        return caller;
    }

    private static string? Bearer(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.Length == 0 ? null
            : header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim()
            : throw Refused("The Authorization header is not of the form 'Bearer KEY'.");
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static string Name(KeyScopes scope) => string.Join(" or ", KeyScopeNames.Of(scope));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A wrong API key came from {Network} with {Method} {Path}")]
        public static partial void WrongKey(ILogger logger, string network, string method, PathString path);
    }
}
