namespace Analytics.Core.Periods.Encoding;

/// <summary>What a rollup's head says of its body.</summary>
internal readonly record struct RowCounts(int Visitors, int Visits, int Events, int BodyBytes);
