using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>A cached answer about visitors with the version of the site that it was computed from.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Events">Number of events in the rows that were read, of all visitors.</param>
/// <param name="Answer">The answer.</param>
internal sealed record KnownVisitors(ScanVersion Version, long Events, IVisitorAnswer Answer);
