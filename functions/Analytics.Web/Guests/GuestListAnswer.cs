using Analytics.Web.Sites;

namespace Analytics.Web.Guests;

/// <summary>The guests of a site, of whom this server has none.</summary>
/// <param name="Guests">Always empty.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record GuestListAnswer(IReadOnlyList<string> Guests, PageMeta Meta);
