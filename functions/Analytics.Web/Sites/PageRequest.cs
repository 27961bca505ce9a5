using System.Globalization;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Sites;

/// <summary>Parses the requested page of a list.</summary>
internal static class PageRequest
{
    private const int Default = 100;

    /// <summary>Returns the maximum number of items on the page.</summary>
    /// <exception cref="ApiException">400 for an invalid limit, or for the parameter <c>before</c>.</exception>
    public static int Limit(HttpContext context)
    {
        if (context.Request.Query.ContainsKey("before"))
        {
            throw JsonBody.Bad("before: lists are read forwards; send 'after' with the cursor of the previous page");
        }

        string? text = context.Request.Query["limit"];
        return text is null ? Default
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= SiteRegistry.MaxPage
                ? limit
            : throw JsonBody.Bad($"limit: '{text}' is not a number from 1 to {SiteRegistry.MaxPage}; give one");
    }

    /// <summary>Returns the requested page of a list whose items have ids.</summary>
    /// <param name="context">The request, with the id of the last item of the previous page as <c>after</c>.</param>
    /// <param name="all">All items.</param>
    /// <param name="id">The id of an item.</param>
    /// <exception cref="ApiException">400 for an invalid limit or cursor.</exception>
    public static (IReadOnlyList<T> Items, PageMeta Meta) Of<T>(HttpContext context, IReadOnlyList<T> all, Func<T, string> id)
    {
        var limit = Limit(context);
        var from = 0;
        if (context.Request.Query["after"].ToString() is { Length: > 0 } after)
        {
            from = all.Select(id).ToList().IndexOf(after) + 1;
            if (from == 0)
            {
                throw JsonBody.Bad("after: not a cursor, or its item was deleted; begin again without it");
            }
        }

        var items = all.Skip(from).Take(limit).ToList();
        return (items, new PageMeta(from + items.Count < all.Count ? id(items[^1]) : null, null, limit));
    }
}
