using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The totals of a period.</summary>
internal readonly record struct PeriodTotals(RollupPeriod Period, Totals Totals);
