namespace Analytics.Core.Keys;

/// <summary>A new key with its secret, which is not stored and cannot be shown again.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Secret">The secret, which the client sends as <c>Authorization: Bearer …</c>.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);
