using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Analytics.Web.Errors;

/// <summary>The body of every refusal.</summary>
/// <param name="Error">The thing, the value and the remedy.</param>
/// <param name="Code">The code of a refused event; absent otherwise.</param>
/// <param name="Field">The field of a refused event; absent otherwise.</param>
public sealed record ErrorAnswer(
    [property: Description("What is wrong, with which value, and what to do.")] string Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [property: Description("The code of a refused event.")]
        string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [property: Description("The field of a refused event.")]
        string? Field = null
);
