namespace Analytics.Core.Keys;

/// <summary>A browser's session: a key that was exchanged for a cookie. The cookie's token itself is never stored.</summary>
/// <param name="Id">SHA-256 of the token in lower-case hexadecimal.</param>
/// <param name="KeyId">The <see cref="ApiKey.Id"/> of the key; the session ends when the key is deleted.</param>
/// <param name="CreatedAt">Its start.</param>
/// <param name="ExpiresAt">The time at which it ends if it is not ended before.</param>
public sealed record Session(string Id, string KeyId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
