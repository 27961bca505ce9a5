namespace Analytics.Core.Queries.Paths;

/// <summary>Maps pages to the nodes of a path.</summary>
internal static class PageNode
{
    /// <summary>Returns a page without the slashes at its end; <c>/</c> stays. The result is its own node.</summary>
    public static string WithoutSlash(string page) => page.TrimEnd('/') is { Length: > 0 } bare ? bare : page[..Math.Min(page.Length, 1)];

    /// <summary>
    /// Returns the directory of a page, <c>/products/*</c> for <c>/products/boots</c>; a page at the top is its own node.
    /// </summary>
    public static string Directory(string page)
    {
        var bare = WithoutSlash(page);
        var slash = bare.LastIndexOf('/');
        return slash > 0 ? string.Concat(bare.AsSpan(0, slash + 1), "*") : bare;
    }
}
