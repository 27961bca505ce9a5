using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The numbers of a segment's events that scans asked for. Immutable; safe for use by several threads.</summary>
internal sealed record SegmentMeasures
{
    /// <summary>Nothing was asked for.</summary>
    public static readonly SegmentMeasures None = new();

    private SegmentMeasures() { }

    /// <summary>Measures that are present.</summary>
    public ScanMeasures Known { get; private init; }

    /// <summary>Scroll depths in per cent.</summary>
    public SparseColumn<int> ScrollDepths { get; private init; } = SparseColumn<int>.Empty;

    /// <summary>Times that pages were visible, in milliseconds.</summary>
    public SparseColumn<long> EngagementTimes { get; private init; } = SparseColumn<long>.Empty;

    /// <summary>Values.</summary>
    public SparseColumn<double> Values { get; private init; } = SparseColumn<double>.Empty;

    /// <summary>Revenue.</summary>
    public RevenueColumn Revenue { get; private init; } = RevenueColumn.Empty;

    /// <summary>About how much memory they take, in bytes.</summary>
    public long Weight => (ScrollDepths.Count * 8L) + (EngagementTimes.Count * 12L) + (Values.Count * 12L) + (Revenue.Rows.Length * 16L);

    /// <summary>The same with more, read from the stored columns.</summary>
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
