using Analytics.Core.Sites;

namespace Analytics.Web.Exports;

/// <summary>The part of a site that is exported.</summary>
/// <param name="Site">The site.</param>
/// <param name="FirstDay">The first day in the site's zone; null for all days.</param>
/// <param name="LastDay">The last day; null for all.</param>
/// <param name="From">The first second, Unix time.</param>
/// <param name="To">The end, exclusive.</param>
/// <param name="WithImports">True to add imported daily totals, where the format has totals.</param>
internal sealed record ExportRange(Site Site, DateOnly? FirstDay, DateOnly? LastDay, long From, long To, bool WithImports = false);
