namespace Analytics.Core.Keys;

/// <summary>A key that was just made: the only time its secret is known.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Secret">The secret, which the client sends as <c>Authorization: Bearer …</c>.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);
