using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The rows with which a day that still grows begins.</summary>
/// <param name="Slices">The rows, in ascending order of their visitors: of one slice, or of as many as a divided day has. Several slices
/// have all names and keys of properties, whatever the day's limits.</param>
/// <param name="Keys">The keys of the events' ids; null if nobody needed them yet.</param>
internal sealed record MergedDay(IReadOnlyList<Rollup> Slices, KeySet? Keys);
