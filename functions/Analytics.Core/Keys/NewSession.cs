namespace Analytics.Core.Keys;

/// <summary>A session that just began: the only time its token is known.</summary>
/// <param name="Session">What is stored.</param>
/// <param name="Token">The cookie's value.</param>
public sealed record NewSession(Session Session, string Token);
