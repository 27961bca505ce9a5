using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The visitors of stored sources who are counted together, because their visits may continue beyond an edge.</summary>
/// <param name="Rows">By source, the rows near its edges with these visitors by index; null where there are none.</param>
/// <param name="IdsBefore">The ids under which visitors of a stored first source may have visits before the range.</param>
/// <param name="IdsAfter">The ids under which visitors of a stored last source may continue visits after the range.</param>
/// <param name="Edges">The rows beside the range that were read.</param>
/// <param name="Skipped">The stored sources, with these visitors.</param>
internal sealed record ChosenEdges(
    IReadOnlyList<(Rollup Rows, bool[] Visitors)?> Rows,
    IReadOnlySet<ulong> IdsBefore,
    IReadOnlySet<ulong> IdsAfter,
    IReadOnlyList<EdgeBeside> Edges,
    IReadOnlyList<StoredSource> Skipped
);
