using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Counts rows that are in memory and of which nothing is kept.</summary>
internal static class RowScan
{
    /// <param name="rows">The rows.</param>
    /// <param name="skipped">Visitors to leave out, by index; null for none.</param>
    /// <param name="request">What to count.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static PartialScan Count(Rollup rows, bool[]? skipped, ScanRequest request, CancellationToken cancellationToken)
    {
        var scan = new CompiledScan(request, new());
        using var counter = new SegmentCounter(scan, pairs: true);
        var ids = skipped is null ? [] : rows.Columns.Visitors.Value.Where((_, i) => skipped[i]).ToList();
        var pairs = counter.Count(ScanSegment.Open(rows, scan), ids, cancellationToken);
        using var part = new CountedPart(counter.Take(), pairs is null ? [] : [pairs], rows.Threshold, rows.SampledFraction);
        return part.ToPartial(scan);
    }
}
