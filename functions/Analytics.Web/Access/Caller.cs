using Analytics.Core.Keys;

namespace Analytics.Web.Access;

/// <summary>The sender of a request.</summary>
/// <param name="Key">The key that it brings, or that its session stands for.</param>
/// <param name="Session">The session; null for a key in the <c>Authorization</c> header.</param>
/// <param name="Token">The session's token; null without a session.</param>
internal sealed record Caller(ApiKey Key, Session? Session = null, string? Token = null);
