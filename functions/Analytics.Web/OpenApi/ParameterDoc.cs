namespace Analytics.Web.OpenApi;

/// <summary>Description of a parameter in the address.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InPath">True for a part of the path, false for a part of the query.</param>
/// <param name="Required">True if it must be given.</param>
/// <param name="Description">Its meaning, with its limits.</param>
/// <param name="Example">A value.</param>
internal sealed record ParameterDoc(string Name, bool InPath, bool Required, string Description, string Example)
{
    /// <summary>The site in the path.</summary>
    public static ParameterDoc Site { get; } = new("site", true, true, "The site's domain.", "example.com");
}
