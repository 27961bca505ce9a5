using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>All rows of an open day, each visitor's in one of two rollups.</summary>
/// <param name="Whole">The rows of the visitors who did nothing since it was made.</param>
/// <param name="Touched">Visitors of <paramref name="Whole"/> to leave out, by index; null for none.</param>
/// <param name="Delta">The rows of the others; null if there are none.</param>
internal readonly record struct DayView(Rollup Whole, bool[]? Touched, Rollup? Delta);
