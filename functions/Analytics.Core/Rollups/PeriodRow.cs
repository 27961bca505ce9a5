using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>A row to be written, and the segments of the row that it replaces.</summary>
/// <param name="Built">The rollup.</param>
/// <param name="Operation">Writes its row.</param>
/// <param name="Replaced">The segments; null for none.</param>
internal sealed record PeriodRow(BuiltPeriod Built, TableOperation Operation, SegmentList? Replaced);
