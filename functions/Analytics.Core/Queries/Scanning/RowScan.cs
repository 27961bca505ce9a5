using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Counts rows in memory without caching anything.</summary>
internal static class RowScan
{
    /// <param name="rows">The rows.</param>
    /// <param name="skipped">True for the visitors to skip, by index; null skips none.</param>
    /// <param name="request">The scan.</param>
    /// <param name="pairs">True to return the ids of visitors who may be in the same groups of other rows.</param>
    /// <param name="cancellationToken">Cancels the count.</param>
    public static PartialScan Count(Rollup rows, bool[]? skipped, ScanRequest request, bool pairs, CancellationToken cancellationToken)
    {
        var scan = new CompiledScan(request, new());
        using var counter = new SegmentCounter(scan, pairs);
        var ids = skipped is null ? [] : rows.Columns.Visitors.Value.Where((_, i) => skipped[i]).ToList();
        var found = counter.Count(ScanSegment.Open(rows, scan), ids, cancellationToken);
        using var part = new CountedPart(counter.Take(), found is null ? [] : [found], rows.Threshold, rows.SampledFraction);
        return part.ToPartial(scan);
    }
}
