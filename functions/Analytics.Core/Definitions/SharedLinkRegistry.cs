using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Hashing;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>
/// The shared links of sites. The deletion of a link or a change of its password takes effect immediately in this process and within 30
/// seconds in others. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Example: the link <c>example.com~F3cP…</c> (22 characters of 128 random bits) is exchanged for the bearer
/// <c>share_example.com~F3cP….1774353600.k0Vd…</c>: the link, the Unix second at which the bearer ends, and an HMAC-SHA256 of both by the
/// link's secret. Nothing is stored for a bearer, so a link can have any number of readers. The token names the site's id, so that it is
/// found without an index: its rows are read as all definitions are.
/// </remarks>
/// <param name="tables">The tables with the links.</param>
/// <param name="time">The clock.</param>
/// <param name="fillRandom">Fills a span with unpredictable bytes, as <see cref="RandomNumberGenerator.Fill"/> does.</param>
public sealed class SharedLinkRegistry(ITableStore tables, TimeProvider time, RandomFill fillRandom) : IDefinitionUsers<SegmentRemoval>
{
    /// <summary>The maximum number of links of a site.</summary>
    public const int MaxPerSite = 200;

    /// <summary>The longest time until a bearer expires.</summary>
    public static readonly TimeSpan BearerLifetime = TimeSpan.FromDays(14);

    internal const char Separator = '~';
    private const string BearerPrefix = "share_";
    private const int TokenBytes = 16;
    private const int SecretBytes = 32;
    private const int RandomLength = 22;
    private const int MacLength = 43;
    private const int MaxLength = 400;

    private readonly DefinitionTable<SharedLink> _links = new(
        tables,
        time,
        new("share", "shared links", MaxPerSite, DefinitionJson.Default.SharedLink)
    );

    /// <summary>Returns a site's links in the order in which they were made.</summary>
    public ValueTask<IReadOnlyList<SharedLink>> ListAsync(string site, CancellationToken cancellationToken) =>
        _links.ListAsync(site, cancellationToken);

    /// <summary>Returns the link of an id; null if there is none.</summary>
    public ValueTask<SharedLink?> FindAsync(string site, string id, CancellationToken cancellationToken) =>
        _links.FindAsync(site, id, cancellationToken);

    /// <summary>Returns the link of a token; null if there is none or it has expired.</summary>
    /// <param name="token">The end of its address.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async ValueTask<SharedLink?> FindByTokenAsync(string token, CancellationToken cancellationToken)
    {
        var end = token.LastIndexOf(Separator);
        if (end <= 0 || token.Length - end - 1 != RandomLength || !SiteDomain.IsId(token[..end]))
        {
            return null;
        }

        // All links are compared, in constant time each, so that how long it takes tells nothing of them.
        SharedLink? found = null;
        var tokenBytes = Encoding.UTF8.GetBytes(token);
        foreach (var link in await _links.ListAsync(token[..end], cancellationToken))
        {
            found = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(link.Token), tokenBytes) ? link : found;
        }

        return found is not null && IsCurrent(found) ? found : null;
    }

    /// <summary>Creates a link.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="settings">The link's settings; its id, token and secret are given.</param>
    /// <param name="returnsExisting">True to return the link of the same name, if there is one, as it is.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="DefinitionException">Another link has the name, or there are as many as a site may have.</exception>
    public async ValueTask<SharedLink> CreateAsync(
        string site,
        LinkSettings settings,
        bool returnsExisting,
        CancellationToken cancellationToken
    )
    {
        var created = new SharedLink(
            string.Empty,
            settings.Name,
            $"{site}{Separator}{Random(TokenBytes)}",
            Secret(),
            settings.Password is null ? null : LinkPassword.Create(settings.Password, fillRandom),
            time.GetUtcNow(),
            settings.ExpiresAt,
            settings.Segment,
            settings.MayBeEmbedded
        );
        return (
            await _links.ChangeAsync(
                site,
                all =>
                    all.FirstOrDefault(other => other.Name == created.Name) is { } same
                        ? returnsExisting
                            ? DefinitionChange<SharedLink>.Keep(same)
                            : throw Taken(same)
                        : DefinitionChange<SharedLink>.Add(created),
                cancellationToken
            )
        )!;
    }

    /// <summary>Changes a link. Its address stays.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="id">The link's id.</param>
    /// <param name="settings">The link's settings.</param>
    /// <param name="keepsPassword">True to keep the password, whatever the settings say.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Null if there is no such link.</returns>
    /// <exception cref="DefinitionException">Another link has the name.</exception>
    public async ValueTask<SharedLink?> UpdateAsync(
        string site,
        string id,
        LinkSettings settings,
        bool keepsPassword,
        CancellationToken cancellationToken
    )
    {
        var password = keepsPassword || settings.Password is null ? null : LinkPassword.Create(settings.Password, fillRandom);
        return await _links.ChangeAsync(
            site,
            all =>
                all.FirstOrDefault(link => link.Id == id) is not { } old ? DefinitionChange<SharedLink>.None
                : all.FirstOrDefault(other => other.Id != id && other.Name == settings.Name) is { } same ? throw Taken(same)
                : DefinitionChange<SharedLink>.Replace(
                    old with
                    {
                        Name = settings.Name,
                        Secret = keepsPassword ? old.Secret : Secret(),
                        Password = keepsPassword ? old.Password : password,
                        ExpiresAt = settings.ExpiresAt,
                        Segment = settings.Segment,
                        MayBeEmbedded = settings.MayBeEmbedded,
                    }
                ),
            cancellationToken
        );
    }

    /// <summary>Deletes a link. Its bearers become invalid.</summary>
    /// <returns>False if there is none with the id.</returns>
    public ValueTask<bool> DeleteAsync(string site, string id, CancellationToken cancellationToken) =>
        _links.DeleteAsync(site, id, cancellationToken);

    /// <summary>
    /// Creates a bearer for a link, and returns it with the time at which it expires. Its holder can read the link's statistics.
    /// </summary>
    /// <param name="link">The link, whose password was checked.</param>
    public (string Bearer, DateTimeOffset ExpiresAt) Exchange(SharedLink link)
    {
        var end = time.GetUtcNow() + BearerLifetime;
        var expires = DateTimeOffset.FromUnixTimeSeconds((link.ExpiresAt < end ? link.ExpiresAt.Value : end).ToUnixTimeSeconds());
        var signed = Signed(link.Token, expires.ToUnixTimeSeconds());
        return ($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(link.Secret, Encoding.UTF8.GetBytes(signed)))}", expires);
    }

    /// <summary>Returns true if a text has the form of a bearer and thus is no API key.</summary>
    /// <param name="text">The text that a client sent.</param>
    public static bool IsBearer(string text) => TryParse(text, out _, out _);

    /// <summary>
    /// Returns the link of a bearer and when the bearer expires; null if the bearer or its link has expired, or its signature is wrong.
    /// </summary>
    /// <param name="bearer">The bearer that a client sent.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async ValueTask<(SharedLink Link, DateTimeOffset ExpiresAt)?> FindByBearerAsync(
        string bearer,
        CancellationToken cancellationToken
    )
    {
        if (!TryParse(bearer, out var token, out var expires) || await FindByTokenAsync(token, cancellationToken) is not { } link)
        {
            return null;
        }

        var mac = HMACSHA256.HashData(link.Secret, Encoding.UTF8.GetBytes(Signed(token, expires)));
        var isSigned = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Base64Url.EncodeToString(mac)),
            Encoding.UTF8.GetBytes(bearer[^MacLength..])
        );
        return isSigned && DateTimeOffset.FromUnixTimeSeconds(expires) is var end && end > time.GetUtcNow() ? (link, end) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<DefinitionUses> ReadUsesAsync(string site, SegmentRemoval change, CancellationToken cancellationToken)
    {
        var (users, operations) = await _links.ReplaceAsync(site, link => link.Segment == change.Id ? link : null, cancellationToken);
        return new([.. users.Select(link => $"shared link '{link.Name}' (id {link.Id})")], operations);
    }

    /// <summary>Drops the cached links of a site. Call it after the site was deleted.</summary>
    /// <param name="site">The site's domain.</param>
    public void Forget(string site) => _links.Forget(site);

    private static string Signed(string token, long expires) =>
        string.Create(CultureInfo.InvariantCulture, $"{BearerPrefix}{token}.{expires}");

    private static bool TryParse(string text, out string token, out long expires)
    {
        (token, expires) = (string.Empty, 0);
        if (
            !text.StartsWith(BearerPrefix, StringComparison.Ordinal)
            || text.Length is < MacLength + 2 or > MaxLength
            || text[^(MacLength + 1)] != '.'
        )
        {
            return false;
        }

        var signed = text[BearerPrefix.Length..^(MacLength + 1)];
        var dot = signed.LastIndexOf('.');
        token = dot > 0 ? signed[..dot] : string.Empty;
        return token.Contains(Separator)
            && long.TryParse(signed.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out expires)
            && expires <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    }

    private static DefinitionException Taken(SharedLink link) =>
        new($"name: '{link.Name}' is the name of another shared link (id {link.Id}); choose another name");

    private bool IsCurrent(SharedLink link) => link.ExpiresAt is not { } end || end > time.GetUtcNow();

    private byte[] Secret()
    {
        var secret = new byte[SecretBytes];
        fillRandom(secret);
        return secret;
    }

    private string Random(int bytes)
    {
        Span<byte> random = stackalloc byte[bytes];
        fillRandom(random);
        return Base64Url.EncodeToString(random);
    }
}
