using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Analytics.Web.OpenApi;

namespace Analytics.Web.Definitions;

/// <summary>Request to store a definition.</summary>
public sealed class DefinitionRequest
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 140;

    /// <summary>Display name; the text of an annotation.</summary>
    [Description("What people call it; the text of an annotation.")]
    [Required]
    [MaxLength(MaxName)]
    public string? Name { get; set; }

    /// <summary>True if only the sender's key may see it.</summary>
    [Description("true: only the key that stores it sees it, and scope stats suffices. Default: false.")]
    public bool Personal { get; set; }

    /// <summary>The content, a JSON object.</summary>
    [Description(
        "Of an annotation { \"at\": a date or minute }, of a segment { \"filters\": [as in queries] }, of a funnel { \"steps\": "
            + "[2 to 8, as in POST /api/v2/funnel], … }, of a view any object."
    )]
    [Required]
    [Shape(MemberShape.DefinitionContent)]
    public JsonElement Content { get; set; }
}
