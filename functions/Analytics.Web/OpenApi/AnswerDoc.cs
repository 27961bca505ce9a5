namespace Analytics.Web.OpenApi;

/// <summary>Description of a successful answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">Its meaning.</param>
/// <param name="Body">The type of its body.</param>
/// <param name="Example">An example of the body, in the first content type.</param>
/// <param name="Types">The content types.</param>
internal sealed record AnswerDoc(int Status, string Description, Type Body, string Example, params string[] Types)
{
    /// <summary>Headers with a whole number: name and meaning.</summary>
    public IReadOnlyList<(string Name, string Description)> Numbers { get; init; } = [];
}
