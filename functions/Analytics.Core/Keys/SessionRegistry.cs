using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Analytics.Core.Caching;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Core.Keys;

/// <summary>
/// Browser sessions, stored as hashes of their tokens, and cached for at most 30 seconds. A session ends when it expires, is
/// deleted, or its key is deleted: immediately in this process, within 30 seconds in others. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A token is <c>20260324.RANDOM</c>: the UTC day on which the session expires, then 256 random bits. The row key also starts with the
/// day, so that expired sessions are found with one range read, which every new session does.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="keys">The keys.</param>
/// <param name="time">The clock.</param>
/// <param name="fillRandom">Fills a span with unpredictable bytes, as <see cref="RandomNumberGenerator.Fill"/> does.</param>
public sealed class SessionRegistry(ITableStore tables, ApiKeyRegistry keys, TimeProvider time, RandomFill fillRandom)
{
    /// <summary>The time after which a session expires.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    private const string Partition = "sessions";
    private const string DayFormat = "yyyyMMdd";
    private const int RandomBytes = 32;
    private const int TokenLength = 8 + 1 + 43;

    private readonly FreshCache<Session> _cache = new(time, TimeSpan.FromSeconds(30), capacity: 50_000);

    /// <summary>Creates a session, and deletes some of the expired ones.</summary>
    /// <param name="key">The key whose rights it has.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async ValueTask<NewSession> CreateAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expires = now + Lifetime;
        var token = $"{Day(expires)}.{Random()}";
        var hash = Hash(token);
        var session = new Session(Convert.ToHexStringLower(hash), key.Id, now, expires);
        List<TableOperation> operations = [TableOperation.Insert(RowKey(token, session.Id), SessionJson.Write(session))];
        await foreach (
            var old in tables.ReadRangeAsync(TableNames.Control, Partition, string.Empty, Day(now), headsOnly: true, cancellationToken)
        )
        {
            operations.Add(TableOperation.Delete(old.RowKey, old.ETag));
            if (operations.Count == TableLimits.MaxOperations)
            {
                break;
            }
        }

        if (!(await tables.CommitAsync(TableNames.Control, Partition, operations, cancellationToken)).Committed)
        {
            // Another process is deleting the same expired sessions, so this commit only adds the new one.
            await tables.CommitAsync(TableNames.Control, Partition, operations[..1], cancellationToken);
        }

        _cache.Invalidate(hash);
        return new NewSession(session, token);
    }

    /// <summary>
    /// Returns the session of a token and its key; null if the token is unknown, the session has expired or its key is deleted.
    /// </summary>
    /// <param name="token">The token that the browser sent.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async ValueTask<(Session Session, ApiKey Key)?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!IsToken(token))
        {
            return null;
        }

        var hash = Hash(token);
        Session? session;
        if (!_cache.TryGet(hash, out session))
        {
            long version;
            do
            {
                version = _cache.Version;
                session = await tables.ReadAsync(
                    TableNames.Control,
                    Partition,
                    RowKey(token, Convert.ToHexStringLower(hash)),
                    cancellationToken
                )
                    is { } row
                    ? SessionJson.Read(row)
                    : null;
            } while (!_cache.TryStore(hash, session, version));
        }

        return
            session is not null
            && session.ExpiresAt > time.GetUtcNow()
            && await keys.FindByIdAsync(session.KeyId, cancellationToken) is { } key
            ? (session, key)
            : null;
    }

    /// <summary>Ends a session. Nothing happens if there is none.</summary>
    /// <param name="token">The token that the browser sent.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async ValueTask DeleteAsync(string token, CancellationToken cancellationToken)
    {
        if (!IsToken(token))
        {
            return;
        }

        var hash = Hash(token);
        var rowKey = RowKey(token, Convert.ToHexStringLower(hash));
        if (await tables.ReadAsync(TableNames.Control, Partition, rowKey, cancellationToken) is { } row)
        {
            await tables.CommitAsync(TableNames.Control, Partition, [TableOperation.Delete(rowKey, row.ETag)], cancellationToken);
        }

        _cache.Invalidate(hash);
    }

    /// <summary>
    /// Returns the token that a page sends in addition to the cookie with requests that change something. It is derived from the cookie's
    /// token, which pages of other origins can't read.
    /// </summary>
    /// <param name="token">The cookie's token.</param>
    public static string CrossSiteToken(string token) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "cross-site request token"u8));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static string RowKey(string token, string id) => $"{token[..8]}|{id}";

    private static bool IsToken(string token) =>
        token.Length == TokenLength && token[8] == '.' && token.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0;

    private string Random()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        fillRandom(random);
        return Base64Url.EncodeToString(random);
    }
}

/// <summary>A new session with its token, which is not stored and cannot be shown again.</summary>
/// <param name="Session">The stored session.</param>
/// <param name="Token">The cookie's value.</param>
public sealed record NewSession(Session Session, string Token);

/// <summary>The stored form of a session. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext
{
    public static byte[] Write(Session session) => StoredForm.WriteJson(session, Default.Session);

    public static Session Read(TableRow row) =>
        StoredForm.ReadJson(
            row.Body,
            Default.Session,
            $"Session '{row.RowKey}' (table {TableNames.Control})",
            "Delete the row; its owner signs in again."
        );
}
