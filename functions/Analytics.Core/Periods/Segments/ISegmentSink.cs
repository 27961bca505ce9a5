namespace Analytics.Core.Periods.Segments;

/// <summary>Receives the segments of a period while it is built.</summary>
internal interface ISegmentSink
{
    /// <summary>Receives a segment. Receiving the same segment again changes nothing.</summary>
    ValueTask WriteAsync(RollupPeriod period, int bits, EncodedSegment segment, CancellationToken cancellationToken);
}
