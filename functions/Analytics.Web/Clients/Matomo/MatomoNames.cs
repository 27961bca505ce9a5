namespace Analytics.Web.Clients.Matomo;

/// <summary>
/// Our names of Matomo's actions that have no name of their own, and of their properties; the same live and in histories.
/// </summary>
public static class MatomoNames
{
    /// <summary>A search on the site.</summary>
    public const string Search = "Search";

    /// <summary>The property with the words of a <see cref="Search"/>.</summary>
    public const string SearchWords = "search";

    /// <summary>A download.</summary>
    public const string Download = "File Download";

    /// <summary>A click of a link to another site.</summary>
    public const string Outlink = "Outbound Link: Click";

    /// <summary>An order of a shop.</summary>
    public const string Purchase = "Purchase";

    /// <summary>The property with the id of a <see cref="Purchase"/>.</summary>
    public const string Order = "order";
}
