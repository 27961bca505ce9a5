using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>All rows of an open day, in rollups without common visitors.</summary>
/// <param name="Slices">The rows by ranges of visitors, in order.</param>
/// <param name="Linked">The rows of the visitors who share an event id with another one; null if there are none.</param>
internal sealed record DayView(IReadOnlyList<SliceView> Slices, Rollup? Linked);

/// <summary>The rows of a slice of an open day, without the linked visitors.</summary>
/// <param name="Slice">The slice, with the rows of the visitors without events since they were merged.</param>
/// <param name="Touched">True, by index, for the visitors of these rows to skip; null skips none.</param>
/// <param name="Delta">The rows of the other visitors; null if there are none.</param>
internal sealed record SliceView(DaySlice Slice, bool[]? Touched, Rollup? Delta);
