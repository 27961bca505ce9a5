namespace Analytics.Core.Definitions;

/// <summary>The settings of a shared link that its owner chooses.</summary>
/// <param name="Name">The name, unique within the site.</param>
/// <param name="Password">The password that protects it, at most <see cref="LinkPassword.MaxLength"/> characters; null for none.</param>
/// <param name="ExpiresAt">The time at which it expires; null for never.</param>
/// <param name="Segment">The id of the saved segment to which it is limited; null for the whole site.</param>
/// <param name="MayBeEmbedded">True if pages of other sites may show it in a frame.</param>
public sealed record LinkSettings(string Name, string? Password, DateTimeOffset? ExpiresAt, string? Segment, bool MayBeEmbedded);
