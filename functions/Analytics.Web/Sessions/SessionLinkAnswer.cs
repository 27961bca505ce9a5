using System.ComponentModel;

namespace Analytics.Web.Sessions;

/// <summary>The shared link by which a caller reads.</summary>
/// <param name="Segment">The id of the segment to which it is limited; null for the whole site.</param>
/// <param name="Embed">True if pages of other sites may show it in a frame.</param>
public sealed record SessionLinkAnswer(
    [property: Description("The id of the segment to which every question is limited; null for the whole site.")] string? Segment,
    [property: Description("true: pages of other sites may show it in a frame.")] bool Embed
);
