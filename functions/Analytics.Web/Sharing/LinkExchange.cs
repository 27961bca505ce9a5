using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Definitions;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Sharing;

/// <summary>Exchanges a shared link, and its password if it has one, for a bearer that may read. Thread-safe.</summary>
internal sealed class LinkExchange(
    SharedLinkRegistry links,
    ISiteDirectory sites,
    RequestLimits limits,
    ClientAddress addresses,
    TimeProvider time
)
{
    private const int MaxRemembered = 1_000;
    private const int MaxKnownNetworks = 20_000;

    private readonly byte[] _memoryKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>
    /// The last right password of each link, keyed by the link, as an HMAC of this process: a right one is checked again without the work
    /// of <see cref="LinkPassword.Matches"/>, which nothing limits for who knows the password.
    /// </summary>
    private readonly FreshCache<byte[]> _rightPasswords = new(time, TimeSpan.FromHours(1), MaxRemembered);

    /// <summary>The links with the networks that sent the right password of each: these wait for no turn.</summary>
    private readonly FreshCache<string> _knownNetworks = new(time, TimeSpan.FromDays(30), MaxKnownNetworks);

    private readonly PasswordTurns _turns = new(time);

    /// <summary>The code of a refusal without a password.</summary>
    public const string PasswordRequired = "password_required";

    /// <summary>The code of a refusal of a wrong password.</summary>
    public const string PasswordWrong = "password_wrong";

    /// <summary>Checks a link and its password.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The end of the link's address.</param>
    /// <param name="password">The password in the request; null without one.</param>
    /// <returns>The caller for the link's reader, and the bearer.</returns>
    /// <exception cref="ApiException">401 without the right password, 404 for an unknown link, 429 after too many tries.</exception>
    public async ValueTask<(Caller Caller, string Bearer)> RunAsync(HttpContext context, string token, string? password)
    {
        if (
            await links.FindByTokenAsync(token, context.RequestAborted) is not { } link
            || await sites.FindByIdAsync(link.Site, context.RequestAborted) is null
        )
        {
            throw new ApiException(
                StatusCodes.Status404NotFound,
                "There is no such shared link, or it has ended; ask who sent it for another."
            );
        }

        if (link.Password is { } stored)
        {
            await CheckAsync(context, link, stored, password);
        }

        var (bearer, expires) = links.Exchange(link);
        return (Caller.OfLink(link, expires), bearer);
    }

    private async ValueTask CheckAsync(HttpContext context, SharedLink link, LinkPassword stored, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            throw Refused($"The shared link '{link.Name}' asks for a password; send it as 'password'.", PasswordRequired);
        }

        // Each try is counted before it is checked, so that tries at the same time are no more than the limit. Over the limit a right
        // password is refused as well: the answer must not tell guesses apart. Over the limit of all, tries only take turns, or a stranger
        // with many addresses could shut out everybody who has the password.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(link.Token)));
        var (ofAddress, ofLink) = ($"{id} {addresses.NetworkOf(context)}", id);
        if (!limits.LinkPasswords.TryAcquire(ofAddress, out var retryAfter, out var remaining))
        {
            throw RequestLimits.Over(limits.LinkPasswords, "passwords of a shared link", retryAfter);
        }

        var network = Encoding.UTF8.GetBytes(ofAddress);
        var isCounted = limits.LinkPasswordsOfAll.TryAcquire(ofLink, out _);
        if (
            !isCounted
            && !_knownNetworks.TryGet(network, out _)
            && !await _turns.WaitAsync(id, limits.LinkPasswords.Limit - remaining - 1, context.RequestAborted)
        )
        {
            throw TooMany(link);
        }

        if (!Matches(id, stored, password))
        {
            throw Refused($"The password of the shared link '{link.Name}' is another; ask who sent the link.", PasswordWrong);
        }

        _knownNetworks.TryStore(network, link.Site, _knownNetworks.Version);
        limits.LinkPasswords.Release(ofAddress);
        if (isCounted)
        {
            limits.LinkPasswordsOfAll.Release(ofLink);
        }
    }

    private bool Matches(string id, LinkPassword stored, string password)
    {
        if (password.Length > LinkPassword.MaxLength)
        {
            return false;
        }

        var key = Encoding.ASCII.GetBytes(id);
        byte[] checkedText = [.. stored.Hash, .. Encoding.UTF8.GetBytes(password)];
        var remembered = HMACSHA256.HashData(_memoryKey, checkedText);
        if (_rightPasswords.TryGet(key, out var right) && right is not null && CryptographicOperations.FixedTimeEquals(right, remembered))
        {
            return true;
        }

        if (!stored.Matches(password))
        {
            return false;
        }

        _rightPasswords.TryStore(key, remembered, _rightPasswords.Version);
        return true;
    }

    private static ApiException TooMany(SharedLink link) =>
        new(
            StatusCodes.Status429TooManyRequests,
            $"Many wrong passwords were sent for the shared link '{link.Name}', so they are checked one after the other, and "
                + $"{PasswordTurns.MaxWaiting} wait already; try again.",
            PasswordTurns.Interval * PasswordTurns.MaxWaiting
        );

    private static ApiException Refused(string message, string code) => new(StatusCodes.Status401Unauthorized, message) { Code = code };
}
