namespace Analytics.Web.Sites;

/// <summary>Position of a page in a list.</summary>
/// <param name="After">The cursor to send as <c>after</c> for the next page; null on the last page.</param>
/// <param name="Before">Always null: lists are read forwards.</param>
/// <param name="Limit">Maximum number of items on a page.</param>
public sealed record PageMeta(string? After, string? Before, int Limit);
