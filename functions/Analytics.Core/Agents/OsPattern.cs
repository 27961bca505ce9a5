namespace Analytics.Core.Agents;

/// <summary>How an operating system is told from a user agent.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Token">The text that gives it away, case-sensitive; its version follows.</param>
/// <param name="Version">A fixed version; null if it is read from the agent.</param>
/// <param name="Also">A second text that must be there; null if none.</param>
internal sealed record OsPattern(string Name, string Token, string? Version = null, string? Also = null);
