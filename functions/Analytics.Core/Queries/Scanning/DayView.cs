using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>All rows of an open day, in two rollups without common visitors.</summary>
/// <param name="Whole">The rows of the visitors without events since it was merged.</param>
/// <param name="Touched">True, by index, for the visitors of <paramref name="Whole"/> to skip; null skips none.</param>
/// <param name="Delta">The rows of the other visitors; null if there are none.</param>
internal readonly record struct DayView(Rollup Whole, bool[]? Touched, Rollup? Delta);
