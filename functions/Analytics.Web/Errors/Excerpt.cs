namespace Analytics.Web.Errors;

/// <summary>Shortens what a client sent, so that a message can repeat it. Thread-safe.</summary>
internal static class Excerpt
{
    /// <summary>The text, or its beginning and an ellipsis.</summary>
    /// <param name="text">The text; null for none.</param>
    /// <param name="length">The most characters to keep, at least 1.</param>
    public static string Of(string? text, int length = 60) =>
        text is null ? string.Empty
        : text.Length > length ? text[..length] + "…"
        : text;
}
