namespace Analytics.Web.Clients;

/// <summary>An answer that a product's clients expect, for the description of the API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">The content type; null if the answer has no content.</param>
/// <param name="Example">The content; empty for an image.</param>
internal sealed record ClientAnswer(int Status, string? Type = null, string Example = "")
{
    /// <summary>No content.</summary>
    public static ClientAnswer Empty { get; } = new(204);

    /// <summary>An image of one pixel.</summary>
    public static ClientAnswer Gif { get; } = new(200, "image/gif");

    /// <summary>JSON.</summary>
    public static ClientAnswer Json(string example) => new(200, "application/json", example);
}
