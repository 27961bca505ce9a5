using Analytics.Web.Sites;

namespace Analytics.Web.Guests;

/// <summary>The teams, of which this server has none.</summary>
/// <param name="Teams">Always empty.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record TeamListAnswer(IReadOnlyList<string> Teams, PageMeta Meta);
