namespace Analytics.Core.Definitions;

/// <summary>A link with which anyone can read a site's statistics, without other rights.</summary>
/// <param name="Id">The id, unique among the site's links.</param>
/// <param name="Name">The name that its owner gave it, unique within the site.</param>
/// <param name="Token">The end of its address: the site, <c>~</c> and 128 random bits.</param>
/// <param name="Secret">Random bytes that sign the link's bearers. They change with the password.</param>
/// <param name="Password">The password that protects it; null for none.</param>
/// <param name="CreatedAt">Time at which it was made.</param>
/// <param name="ExpiresAt">The time at which it expires; null for never.</param>
/// <param name="Segment">The id of the saved segment to which it is limited; null for the whole site.</param>
/// <param name="MayBeEmbedded">True if pages of other sites may show it in a frame.</param>
public sealed record SharedLink(
    string Id,
    string Name,
    string Token,
    byte[] Secret,
    LinkPassword? Password,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    string? Segment,
    bool MayBeEmbedded
) : IDefinition<SharedLink>
{
    /// <summary>The site's id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Site => Token[..Token.LastIndexOf(SharedLinkRegistry.Separator)];

    /// <inheritdoc/>
    public SharedLink WithId(string id) => this with { Id = id };
}
