using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Core.Keys;

/// <summary>
/// API keys, stored as their hashes; read from memory for at most 30 seconds after they were read from the table; a change made through
/// this instance shows at once. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Looking a hash up can't leak the key through timing: who can steer the hash of a guess towards a stored one has broken SHA-256.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock.</param>
/// <param name="fillRandom">Fills a span with unpredictable bytes, as <see cref="RandomNumberGenerator.Fill"/> does.</param>
/// <param name="configuredAdminKey">
/// An admin key given by the operator. It is never stored: it is good as long as the process is started with it.
/// </param>
public sealed class ApiKeyRegistry(ITableStore tables, TimeProvider time, RandomFill fillRandom, string? configuredAdminKey = null)
{
    /// <summary>Prefix of every generated key, so that people and secret scanners recognise one.</summary>
    public const string Prefix = "ana_";

    /// <summary>The shortest admin key that an operator may choose.</summary>
    public const int MinConfiguredLength = 16;

    /// <summary>The longest text that is looked at as a key.</summary>
    public const int MaxLength = 512;

    /// <summary>The shortest time between two notes of a key's use: it may have been used that much later than the list says.</summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(10);

    private const string Partition = "keys";

    // Sorts behind all hashes, which begin with 0-9 and a-f.
    private const string FirstAdminRow = "initial-admin";
    private const string HashesEnd = "g";
    private const int RandomBytes = 32;

    private readonly FreshCache<ApiKey> _cache = new(time, TimeSpan.FromSeconds(30), capacity: 50_000);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new(StringComparer.Ordinal);
    private readonly ApiKey? _configured = configuredAdminKey is null ? null : Configured(configuredAdminKey, time);
    private readonly byte[]? _configuredHash = configuredAdminKey is null ? null : Hash(configuredAdminKey);

    /// <summary>The key that a client sent, or null if it is unknown.</summary>
    public async ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is 0 or > MaxLength)
        {
            return null;
        }

        return await FindAsync(Hash(secret), cancellationToken);
    }

    /// <summary>True if this process has seen that the key is good and not heard otherwise since.</summary>
    /// <param name="secret">The secret that the client sent.</param>
    public bool IsRemembered(string secret) => secret.Length is > 0 and <= MaxLength && _cache.FindOld(Hash(secret)) is not null;

    /// <summary>The key of an id, or null if there is none.</summary>
    /// <param name="id">Its <see cref="ApiKey.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async ValueTask<ApiKey?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        IsId(id) ? await FindAsync(Convert.FromHexString(id), cancellationToken) : null;

    /// <summary>Makes a key.</summary>
    public async ValueTask<NewApiKey> CreateAsync(string name, KeyScopes scopes, string? site, CancellationToken cancellationToken)
    {
        var created = Make(name, scopes, site);
        await CommitNewAsync([TableOperation.Insert(created.Key.Id, ApiKeyJson.Write(created.Key))], cancellationToken);
        _cache.Invalidate(Hash(created.Secret));
        return created;
    }

    /// <summary>All stored keys; the operator's own is not among them.</summary>
    public async ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        var keys = new List<ApiKey>();
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Control, Partition, string.Empty, HashesEnd, headsOnly: false, cancellationToken)
        )
        {
            keys.Add(ApiKeyJson.Read(row));
        }

        return [.. keys.OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];
    }

    /// <summary>Removes a key for good.</summary>
    /// <param name="id">Its <see cref="ApiKey.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    /// <returns>False if there is none.</returns>
    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id))
        {
            return false;
        }

        var row = await tables.ReadAsync(TableNames.Control, Partition, id, cancellationToken);
        if (row is null)
        {
            return false;
        }

        var commit = await tables.CommitAsync(TableNames.Control, Partition, [TableOperation.Delete(id, row.ETag)], cancellationToken);
        _cache.Invalidate(Convert.FromHexString(id));
        _noted.TryRemove(id, out _);
        return commit.Committed;
    }

    /// <summary>
    /// Stores the time of a key's use, unless one was stored lately. A table that does not answer now is no failure: the next use is stored.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public async ValueTask NoteUseAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (ReferenceEquals(key, _configured) || now - key.LastUsedAt < UseInterval || !TryBeginNote(key.Id, now))
        {
            return;
        }

        try
        {
            // Conditional, so that a key which is deleted meanwhile stays deleted.
            if (
                await tables.ReadAsync(TableNames.Control, Partition, key.Id, cancellationToken) is { } row
                && ApiKeyJson.Read(row) is var stored
                && !(now - stored.LastUsedAt < UseInterval)
            )
            {
                var note = TableOperation.Replace(key.Id, ApiKeyJson.Write(stored with { LastUsedAt = now }), row.ETag);
                await tables.CommitAsync(TableNames.Control, Partition, [note], cancellationToken);
            }
        }
        catch (IOException)
        {
            // As good as used a little later.
        }
    }

    /// <summary>Removes the keys that are good for one site alone.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="cancellationToken">Cancels the removal; what is removed until then stays removed.</param>
    public async ValueTask DeleteOfSiteAsync(string site, CancellationToken cancellationToken)
    {
        foreach (var key in await ListAsync(cancellationToken))
        {
            if (key.Site == site)
            {
                await DeleteAsync(key.Id, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Sees to it that there is an admin key: at the very first start, unless the operator configured one, makes it.
    /// </summary>
    /// <returns>The secret to show once, or null if there is nothing to show. If several processes start at once, one of them gets
    /// it.</returns>
    public async ValueTask<string?> EnsureAdminKeyAsync(CancellationToken cancellationToken)
    {
        if (_configured is not null || await tables.ReadAsync(TableNames.Control, Partition, FirstAdminRow, cancellationToken) is not null)
        {
            return null;
        }

        var created = Make("admin", KeyScopes.Admin, null);
        var won = await CommitNewAsync(
            [
                TableOperation.Insert(FirstAdminRow, Encoding.UTF8.GetBytes(created.Key.Id)),
                TableOperation.Insert(created.Key.Id, ApiKeyJson.Write(created.Key)),
            ],
            cancellationToken
        );
        return won ? created.Secret : null;
    }

    private static ApiKey Configured(string secret, TimeProvider time) =>
        secret.Length is >= MinConfiguredLength and <= MaxLength
            ? new ApiKey(Convert.ToHexStringLower(Hash(secret)), "configured", KeyScopes.Admin, null, time.GetUtcNow())
            : throw new ArgumentException(
                $"The admin key has {secret.Length} characters; give between {MinConfiguredLength} and {MaxLength}, for example the output of: openssl rand -base64 32",
                nameof(secret)
            );

    private static bool IsId(string id) => id.Length == SHA256.HashSizeInBytes * 2 && id.All(char.IsAsciiHexDigitLower);

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private async ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        if (_configuredHash is not null && CryptographicOperations.FixedTimeEquals(hash, _configuredHash))
        {
            return _configured;
        }

        if (_cache.TryGet(hash, out var key))
        {
            return key;
        }

        long version;
        do
        {
            version = _cache.Version;
            key = await tables.ReadAsync(TableNames.Control, Partition, Convert.ToHexStringLower(hash), cancellationToken) is { } row
                ? ApiKeyJson.Read(row)
                : null;
        } while (!_cache.TryStore(hash, key, version));
        return key;
    }

    private bool TryBeginNote(string id, DateTimeOffset now)
    {
        while (true)
        {
            if (!_noted.TryGetValue(id, out var last))
            {
                if (_noted.TryAdd(id, now))
                {
                    return true;
                }
            }
            else if (now - last < UseInterval)
            {
                return false;
            }
            else if (_noted.TryUpdate(id, now, last))
            {
                return true;
            }
        }
    }

    private NewApiKey Make(string name, KeyScopes scopes, string? site)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        fillRandom(random);
        var secret = Prefix + Base64Url.EncodeToString(random);
        return new NewApiKey(new ApiKey(Convert.ToHexStringLower(Hash(secret)), name, scopes, site, time.GetUtcNow()), secret);
    }

    private async ValueTask<bool> CommitNewAsync(IReadOnlyList<TableOperation> inserts, CancellationToken cancellationToken)
    {
        var commit = await tables.CommitAsync(TableNames.Control, Partition, inserts, cancellationToken);
        return commit.Committed || commit.ConflictingRowKey == FirstAdminRow
            ? commit.Committed
            : throw new InvalidOperationException("A new API key equals an existing one: the source of randomness is broken.");
    }
}
