using Analytics.Core.Caching;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the visitors near the edges of sources of which some grow, with the parts of their visits before and after the range: the first
/// time from the joined rows, later by correcting cached counters for those with new events. Used in a site's turn.
/// </summary>
/// <param name="scan">The compiled scan.</param>
/// <param name="sources">The sources, in order of time.</param>
/// <param name="pairs">True if visitors with permanent ids may be in the same groups of several sources.</param>
/// <param name="join">The joined rows.</param>
/// <param name="reader">Reads the rows beside the range.</param>
/// <param name="remembered">The cached counters of earlier questions.</param>
internal sealed class ResidualScan(
    CompiledScan scan,
    IReadOnlyList<ScanSource> sources,
    bool pairs,
    GrowingJoin join,
    SourceReader reader,
    WeightedCache<RememberedCounts> remembered
)
{
    /// <summary>The hours beside the range that were read.</summary>
    public IReadOnlyList<EdgeBeside> Edges { get; private set; } = [];

    public async ValueTask<PartialScan?> CountAsync(CancellationToken cancellationToken)
    {
        await join.RefreshAsync(cancellationToken);
        var key = $"residual {pairs}\n{join.Key}\n{ScanShape.Of(scan.Request)}";
        var counts = await CorrectedAsync(key, cancellationToken) ?? await CountAllAsync(cancellationToken);
        counts.Marks.SetTo(sources);
        join.Remember();
        counts.Edges = Edges = [.. join.Edges];
        remembered.Replace(key, counts, counts.Weight);
        return counts.Counts.IsEmpty ? null : counts.Counts.ToPartial(counts.Threshold);
    }

    private async ValueTask<RememberedCounts?> CorrectedAsync(string key, CancellationToken cancellationToken)
    {
        if (
            !remembered.TryGet(key, out var found)
            || !await EdgeFollower.IsUnchangedAsync(reader, found.Edges, cancellationToken)
            || await join.ChangesSinceAsync(found.Marks, found.Threshold, cancellationToken) is not var (before, now)
        )
        {
            return null;
        }

        if (before is not null || now is not null)
        {
            found.Correct(Count(before, found.Threshold, cancellationToken), Count(now, found.Threshold, cancellationToken));
        }

        return found;
    }

    private async ValueTask<RememberedCounts> CountAllAsync(CancellationToken cancellationToken)
    {
        var (joined, skipped, delta) = await join.ViewAsync(cancellationToken);
        var counts = new RememberedCounts(new(), joined.Threshold);
        if (joined.Whole is { } rows)
        {
            using var counter = new SegmentCounter(scan, pairs);
            var found = counter.Count(joined.Open(scan), skipped, cancellationToken);
            using var part = new CountedPart(counter.Take(), found is null ? [] : [found], rows.Threshold, rows.SampledFraction);
            counts.Counts.Add(part.ToPartial(scan));
        }

        counts.Counts.Add(Count(delta, joined.Threshold, cancellationToken));
        return counts;
    }

    private PartialScan Count(Rollup? rows, ulong threshold, CancellationToken cancellationToken) =>
        rows is null ? new([], 1, threshold, 0) : RowScan.Count(rows, null, scan.Request, pairs, cancellationToken);
}
