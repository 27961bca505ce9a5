using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>A row to write, and the row that it replaces.</summary>
/// <param name="Built">The rollup.</param>
/// <param name="Operation">Writes its row.</param>
/// <param name="Replaced">The head of the replaced row; null for none.</param>
internal sealed record PeriodRow(BuiltPeriod Built, TableOperation Operation, Rollup? Replaced);
