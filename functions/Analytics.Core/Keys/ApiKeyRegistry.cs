using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Core.Keys;

/// <summary>
/// API keys, stored as their hashes, and cached for at most 30 seconds after they were read from the table. A change made through
/// this instance takes effect immediately. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Looking up a hash cannot leak the key through timing: to choose guesses whose hashes approach a stored one would require breaking
/// SHA-256.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock.</param>
/// <param name="fillRandom">Fills a span with unpredictable bytes, as <see cref="RandomNumberGenerator.Fill"/> does.</param>
/// <param name="configuredAdminKey">
/// An admin key given by the operator. It is never stored: it is valid while the process runs with it.
/// </param>
public sealed class ApiKeyRegistry(ITableStore tables, TimeProvider time, RandomFill fillRandom, string? configuredAdminKey = null)
{
    /// <summary>Prefix of every generated key, so that people and secret scanners recognise one.</summary>
    public const string Prefix = "ana_";

    /// <summary>The minimum length of an admin key that the operator configures.</summary>
    public const int MinConfiguredLength = 16;

    /// <summary>The maximum length of a text that is looked up as a key.</summary>
    public const int MaxLength = 512;

    /// <summary>
    /// The minimum time between two updates of a key's last use: it may have been used that much later than the list states.
    /// </summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(10);

    private const string Partition = "keys";

    // Sorts behind all hashes, which begin with 0-9 and a-f.
    private const string FirstAdminRow = "initial-admin";
    private const string HashesEnd = "g";
    private const int RandomBytes = 32;

    private readonly FreshCache<ApiKey> _cache = new(time, TimeSpan.FromSeconds(30), capacity: 50_000);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUses = new(StringComparer.Ordinal);
    private readonly ApiKey? _configured = configuredAdminKey is null ? null : Configured(configuredAdminKey, time);
    private readonly byte[]? _configuredHash = configuredAdminKey is null ? null : Hash(configuredAdminKey);

    /// <summary>Returns the key that a client sent; null if it is unknown.</summary>
    public async ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is 0 or > MaxLength)
        {
            return null;
        }

        return await FindAsync(Hash(secret), cancellationToken);
    }

    /// <summary>
    /// Returns true if this process has seen that the stored key is valid, and no deletion since; false for the configured key.
    /// </summary>
    /// <param name="secret">The secret that the client sent.</param>
    public bool IsRemembered(string secret) => secret.Length is > 0 and <= MaxLength && _cache.FindOld(Hash(secret)) is not null;

    /// <summary>Returns true if a secret is the admin key that the operator configured.</summary>
    /// <param name="secret">The secret that the client sent.</param>
    public bool IsConfigured(string secret) => secret.Length is > 0 and <= MaxLength && IsConfigured(Hash(secret));

    /// <summary>Returns true if a key that was found is the one that the operator configured.</summary>
    public bool IsConfigured(ApiKey key) => ReferenceEquals(key, _configured);

    /// <summary>Returns the key of an id; null if there is none.</summary>
    /// <param name="id">Its <see cref="ApiKey.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async ValueTask<ApiKey?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        IsId(id) ? await FindAsync(Convert.FromHexString(id), cancellationToken) : null;

    /// <summary>Creates a key, which is remembered at once: <see cref="IsRemembered"/>.</summary>
    public async ValueTask<NewApiKey> CreateAsync(string name, KeyScopes scopes, string? site, CancellationToken cancellationToken)
    {
        var created = Make(name, scopes, site);
        await CommitNewAsync(created, [TableOperation.Insert(created.Key.Id, ApiKeyJson.Write(created.Key))], cancellationToken);
        return created;
    }

    /// <summary>Lists all stored keys that can be read, without the configured one.</summary>
    public async ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) =>
        (await ReadAllAsync(cancellationToken)).Keys;

    /// <summary>Reads all stored keys, without the configured one.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The keys, oldest first, and the ids of those whose rows are damaged, which nobody can use.</returns>
    public async ValueTask<(IReadOnlyList<ApiKey> Keys, IReadOnlyList<string> Unreadable)> ReadAllAsync(
        CancellationToken cancellationToken
    )
    {
        var (keys, unreadable) = (new List<ApiKey>(), new List<string>());
        var rows = tables.ReadAroundDamageAsync(
            TableNames.Control,
            Partition,
            string.Empty,
            HashesEnd,
            headsOnly: false,
            cancellationToken
        );
        await foreach (var (id, row) in rows)
        {
            if (row is not null && TryRead(row) is { } key)
            {
                keys.Add(key);
            }
            else
            {
                unreadable.Add(id);
            }
        }

        return ([.. keys.OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)], unreadable);
    }

    /// <summary>Deletes a key.</summary>
    /// <param name="id">Its <see cref="ApiKey.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    /// <returns>False if there is none.</returns>
    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id))
        {
            return false;
        }

        // Also one whose row is damaged.
        var row = await tables.ReadReadableAsync(TableNames.Control, Partition, id, cancellationToken);
        if (row is null)
        {
            return false;
        }

        var commit = await tables.CommitAsync(TableNames.Control, Partition, [TableOperation.Delete(id, row.ETag)], cancellationToken);
        _cache.Invalidate(Convert.FromHexString(id));
        _lastUses.TryRemove(id, out _);
        return commit.Committed;
    }

    /// <summary>
    /// Stores the time of a key's use, unless one was stored recently. If the table does not answer, the next use is stored instead.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
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
            // The next use of the key is stored instead.
        }
    }

    /// <summary>Deletes the keys that are valid for one site only.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="cancellationToken">Cancels the deletion; keys deleted until then stay deleted.</param>
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
    /// Creates the first admin key at the very first start, unless the operator configured one.
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
            created,
            [
                TableOperation.Insert(FirstAdminRow, Encoding.UTF8.GetBytes(created.Key.Id)),
                TableOperation.Insert(created.Key.Id, ApiKeyJson.Write(created.Key)),
            ],
            cancellationToken
        );
        return won ? created.Secret : null;
    }

    /// <summary>Reads a key; null if its row is damaged.</summary>
    private static ApiKey? TryRead(TableRow row)
    {
        try
        {
            return ApiKeyJson.Read(row);
        }
        catch (TableCorruptException)
        {
            return null;
        }
    }

    private static ApiKey Configured(string secret, TimeProvider time) =>
        secret.Length is >= MinConfiguredLength and <= MaxLength
            ? new ApiKey(Convert.ToHexStringLower(Hash(secret)), "configured", KeyScopes.Admin, null, time.GetUtcNow())
            : throw new ArgumentException(
                $"The admin key has {secret.Length} characters; give between {MinConfiguredLength} and {MaxLength}, "
                    + "for example the output of: openssl rand -base64 32",
                nameof(secret)
            );

    private static bool IsId(string id) => id.Length == SHA256.HashSizeInBytes * 2 && id.All(char.IsAsciiHexDigitLower);

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private async ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        if (IsConfigured(hash))
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

    private bool IsConfigured(byte[] hash) =>
        _configuredHash is not null && CryptographicOperations.FixedTimeEquals(hash, _configuredHash);

    private bool TryBeginNote(string id, DateTimeOffset now)
    {
        while (true)
        {
            if (!_lastUses.TryGetValue(id, out var last))
            {
                if (_lastUses.TryAdd(id, now))
                {
                    return true;
                }
            }
            else if (now - last < UseInterval)
            {
                return false;
            }
            else if (_lastUses.TryUpdate(id, now, last))
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

    private async ValueTask<bool> CommitNewAsync(
        NewApiKey created,
        IReadOnlyList<TableOperation> inserts,
        CancellationToken cancellationToken
    )
    {
        var hash = Hash(created.Secret);
        var version = _cache.Version;
        var commit = await tables.CommitAsync(TableNames.Control, Partition, inserts, cancellationToken);
        if (commit.Committed)
        {
            // Another change meanwhile may be the deletion of this key.
            if (!_cache.TryStore(hash, created.Key, version))
            {
                _cache.Invalidate(hash);
                await FindAsync(hash, cancellationToken);
            }

            return true;
        }

        return commit.ConflictingRowKey == FirstAdminRow
            ? false
            : throw new InvalidOperationException("A new API key equals an existing one: the source of randomness is broken.");
    }
}

/// <summary>A new key with its secret, which is not stored and cannot be shown again.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Secret">The secret, which the client sends as <c>Authorization: Bearer …</c>.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);
