using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The values of a segment's events that scans have loaded. Immutable; thread-safe.</summary>
internal sealed record SegmentMeasures
{
    /// <summary>The values of a segment before any are loaded.</summary>
    public static readonly SegmentMeasures None = new();

    private SegmentMeasures() { }

    /// <summary>The kinds of values that are loaded.</summary>
    public ScanMeasures Known { get; private init; }

    /// <summary>Scroll depths in per cent.</summary>
    public SparseColumn<int> ScrollDepths { get; private init; } = SparseColumn<int>.Empty;

    /// <summary>Times that pages were visible, in milliseconds.</summary>
    public SparseColumn<long> EngagementTimes { get; private init; } = SparseColumn<long>.Empty;

    /// <summary>Custom values.</summary>
    public SparseColumn<double> Values { get; private init; } = SparseColumn<double>.Empty;

    /// <summary>Revenue.</summary>
    public RevenueColumn Revenue { get; private init; } = RevenueColumn.Empty;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => (ScrollDepths.Count * 8L) + (EngagementTimes.Count * 12L) + (Values.Count * 12L) + (Revenue.Rows.Length * 16L);

    /// <summary>Returns the values with more kinds, read from the stored columns.</summary>
    public SegmentMeasures With(ScanMeasures wanted, RollupColumns columns)
    {
        var missing = wanted & ~Known;
        return this with
        {
            Known = Known | wanted,
            ScrollDepths = missing.HasFlag(ScanMeasures.ScrollDepth) ? columns.ScrollDepths.Value : ScrollDepths,
            EngagementTimes = missing.HasFlag(ScanMeasures.EngagementTime) ? columns.EngagementMilliseconds.Value : EngagementTimes,
            Values = missing.HasFlag(ScanMeasures.Value) ? columns.Values.Value : Values,
            Revenue = missing.HasFlag(ScanMeasures.Revenue) ? columns.Revenue.Value : Revenue,
        };
    }
}
