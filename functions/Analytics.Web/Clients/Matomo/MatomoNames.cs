using System.Globalization;

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

    /// <summary>A block of content that was shown, or with which a visitor interacted.</summary>
    public const string Content = "Content";

    /// <summary>The property with the name of a <see cref="Content"/>.</summary>
    public const string ContentName = "content";

    /// <summary>The property with the piece of a <see cref="Content"/>, such as its image.</summary>
    public const string ContentPiece = "piece";

    /// <summary>The property with the target of a <see cref="Content"/>.</summary>
    public const string ContentTarget = "target";

    /// <summary>
    /// The property with the interaction with a <see cref="Content"/>, such as <c>click</c>; absent if it was only shown.
    /// </summary>
    public const string ContentInteraction = "interaction";

    /// <summary>The property with the category of a <see cref="Search"/>.</summary>
    public const string SearchCategory = "search_category";

    /// <summary>Prefix of the properties with custom dimensions, such as <c>dimension3</c>.</summary>
    public const string DimensionPrefix = "dimension";

    /// <summary>Returns the name of a conversion of a goal. Trackers send the number of the goal alone.</summary>
    public static string Goal(long number) => string.Create(CultureInfo.InvariantCulture, $"Goal {number}");
}
