namespace Analytics.Core.Periods.Encoding;

/// <summary>Counts of a rollup's body, as stated in its head.</summary>
internal readonly record struct RowCounts(int Visitors, int Visits, int Events, int BodyBytes);
