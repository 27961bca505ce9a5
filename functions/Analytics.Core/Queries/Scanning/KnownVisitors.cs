using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>An answer about a site's visitors, with the version of the site that it is of.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Events">The events of what was read, of all visitors.</param>
/// <param name="Answer">The answer.</param>
internal sealed record KnownVisitors(ScanVersion Version, long Events, IVisitorAnswer Answer);
