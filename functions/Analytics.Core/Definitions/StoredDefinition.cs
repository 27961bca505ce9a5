using System.Text.Json;

namespace Analytics.Core.Definitions;

/// <summary>A definition whose content is stored as its owner sent it: an annotation, a segment, a funnel or a view.</summary>
/// <param name="Id">The id, unique among the site's definitions of the same kind.</param>
/// <param name="Name">Its name for people; the text of an annotation.</param>
/// <param name="Owner">The id of the only key that sees it; null if every reader of the site does.</param>
/// <param name="CreatedAt">Time at which it was added.</param>
/// <param name="UpdatedAt">Time of its last change.</param>
/// <param name="Content">The JSON object of its content.</param>
public sealed record StoredDefinition(
    string Id,
    string Name,
    string? Owner,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    JsonElement Content
) : IDefinition<StoredDefinition>
{
    /// <inheritdoc/>
    public StoredDefinition WithId(string id) => this with { Id = id };

    /// <summary>Returns true if a key sees it.</summary>
    /// <param name="keyId">The key's id; null for a reader without a key.</param>
    public bool IsSeenBy(string? keyId) => Owner is null || Owner == keyId;
}
