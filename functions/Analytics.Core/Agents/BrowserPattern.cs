namespace Analytics.Core.Agents;

/// <summary>How a browser is told from its user agent.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Token">The text that gives it away, case-sensitive.</param>
/// <param name="VersionToken">The text its version follows; null if the version follows <paramref name="Token"/>.</param>
/// <param name="Also">A second text that must be there; null if none.</param>
internal sealed record BrowserPattern(string Name, string Token, string? VersionToken = null, string? Also = null);
