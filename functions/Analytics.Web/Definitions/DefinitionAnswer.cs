using System.Text.Json;
using Analytics.Core.Definitions;
using Analytics.Web.OpenApi;

namespace Analytics.Web.Definitions;

/// <summary>A stored definition as clients see it.</summary>
/// <param name="Id">The id, unique among the site's definitions of the same kind.</param>
/// <param name="Name">Its display name; the text of an annotation.</param>
/// <param name="Personal">True if only the requesting key may see it.</param>
/// <param name="CreatedAt">Time at which it was stored.</param>
/// <param name="UpdatedAt">Time of its last change.</param>
/// <param name="Content">Its content, a JSON object.</param>
public sealed record DefinitionAnswer(
    string Id,
    string Name,
    bool Personal,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: Shape(MemberShape.DefinitionContent)] JsonElement Content
)
{
    /// <summary>Returns the answer for a definition.</summary>
    public static DefinitionAnswer Of(StoredDefinition definition) =>
        new(definition.Id, definition.Name, definition.Owner is not null, definition.CreatedAt, definition.UpdatedAt, definition.Content);
}
