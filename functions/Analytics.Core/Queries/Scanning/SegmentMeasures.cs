using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The numbers of a segment's events that scans asked for. Immutable; safe for use by several threads.</summary>
internal sealed record SegmentMeasures
{
    /// <summary>Nothing was asked for.</summary>
    public static readonly SegmentMeasures None = new();

    private SegmentMeasures()
    {
    }

    /// <summary>What is there.</summary>
    public ScanMeasures Known { get; private init; }

    /// <summary>Scroll depths in per cent.</summary>
    public SparseColumn<int> ScrollDepths { get; private init; } = SparseColumn<int>.Empty;

    /// <summary>About how much memory they take, in bytes.</summary>
    public long Weight => ScrollDepths.Count * 8L;

    /// <summary>The same with more, read from the stored columns.</summary>
    public SegmentMeasures With(ScanMeasures wanted, RollupColumns columns)
    {
        var missing = wanted & ~Known;
        return this with
        {
            Known = Known | wanted,
            ScrollDepths = missing.HasFlag(ScanMeasures.ScrollDepth) ? columns.ScrollDepths.Value : ScrollDepths,
        };
    }
}
