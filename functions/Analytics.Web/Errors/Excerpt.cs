namespace Analytics.Web.Errors;

/// <summary>Shortens texts of clients, so that messages can quote them. Thread-safe.</summary>
internal static class Excerpt
{
    /// <summary>Returns the text, or its beginning and an ellipsis.</summary>
    /// <param name="text">The text; null for none.</param>
    /// <param name="length">Maximum number of characters, at least 1.</param>
    public static string Of(string? text, int length = 60) =>
        text is null ? string.Empty
        : text.Length > length ? text[..length] + "…"
        : text;
}
