namespace Analytics.Core.Queries.Paths;

/// <summary>Tells which pages are one node of a path.</summary>
internal static class PageNode
{
    /// <summary>A page without the slash at its end; <c>/</c> stays.</summary>
    public static string WithoutSlash(string page) => page.Length > 1 && page[^1] == '/' ? page[..^1] : page;

    /// <summary>The pages of a page's directory, <c>/products/*</c> for <c>/products/boots</c>; the page itself at the top.</summary>
    public static string Directory(string page)
    {
        var bare = WithoutSlash(page);
        var slash = bare.LastIndexOf('/');
        return slash > 0 ? string.Concat(bare.AsSpan(0, slash + 1), "*") : bare;
    }
}
