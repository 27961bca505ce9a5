using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>The counts of one day and one value of a dimension, exact and unfiltered. Immutable.</summary>
/// <param name="Value">The stored value; empty if not set, and for the totals.</param>
/// <param name="Counts">The counts. Visits and what is counted of whole visits are of those that began on the day.</param>
/// <param name="Returns">
/// How many of the visitors were last there how many days before, ascending by days, up to <see cref="ReturnCounts.Longest"/>.
/// </param>
internal sealed record CountedGroup(string Value, GroupCounts Counts, IReadOnlyList<(int Days, int Visitors)> Returns);
