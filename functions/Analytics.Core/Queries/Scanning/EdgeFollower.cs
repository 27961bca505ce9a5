using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Follows visits beyond the range of a scan, by built days or else by hours, until all have ended. One per scan; not thread-safe.
/// </summary>
/// <param name="reader">Reads days and hours.</param>
/// <param name="loadEdgeRows">Reads the rows of a source's visitors near its edges.</param>
internal sealed class EdgeFollower(SourceReader reader, Func<ScanSource, ValueTask<Rollup>> loadEdgeRows)
{
    private const int MaxSteps = 48;

    /// <summary>The rows found.</summary>
    public List<Rollup> Found { get; } = [];

    /// <summary>The rows that were read to find them, so that a later check can tell whether they changed.</summary>
    public List<EdgeBeside> Read { get; } = [];

    /// <summary>Returns true if the rows have not changed since they were read.</summary>
    public static async ValueTask<bool> IsUnchangedAsync(
        SourceReader reader,
        IReadOnlyList<EdgeBeside> edges,
        CancellationToken cancellationToken
    )
    {
        foreach (var edge in edges)
        {
            if ((await reader.ReadBesideAsync(edge.Edge, edge.IsBack, cancellationToken)).Identity != edge.Identity)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Follows the visits of some visitors.</summary>
    /// <param name="visitors">The ids of the visitors; see <see cref="EdgeVisitors.IdsBefore"/>.</param>
    /// <param name="edge">The end of the range, a whole hour, Unix time.</param>
    /// <param name="isBack">True to go back in time from there, false to go forward.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask FollowAsync(IReadOnlySet<ulong> visitors, long edge, bool isBack, CancellationToken cancellationToken)
    {
        for (var steps = 0; steps < MaxSteps && visitors.Count > 0; steps++)
        {
            var beside = await reader.ReadBesideAsync(edge, isBack, cancellationToken);
            Read.Add(new(edge, isBack, beside.Identity));
            var found = new HashSet<ulong>();
            foreach (var source in beside.Sources)
            {
                var rollup = await loadEdgeRows(source);
                var marked = EdgeVisitors.Mark(
                    rollup,
                    visit =>
                        isBack
                            ? visit.Last >= beside.End - VisitRules.MaxGapSeconds
                                && (visitors.Contains(visit.Visitor) || visitors.Contains(visit.Alias))
                            : visit.First <= beside.Start + VisitRules.MaxGapSeconds
                                && (visitors.Contains(visit.Visitor) || visitors.Contains(visit.PreviousVisitor))
                );
                var rows = EdgeVisitors.Extract(rollup, marked);
                Found.Add(rows);
                var continuing = EdgeVisitors.Extract(
                    rows,
                    EdgeVisitors.Mark(
                        rows,
                        visit =>
                            isBack
                                ? visit.First <= beside.Start + VisitRules.MaxGapSeconds
                                : visit.Last >= beside.End - VisitRules.MaxGapSeconds
                    )
                );
                found.UnionWith(isBack ? EdgeVisitors.IdsBefore(continuing) : EdgeVisitors.IdsAfter(continuing));
            }

            visitors = found;
            edge = isBack ? beside.Start : beside.End;
        }
    }
}
