namespace Analytics.Core.Periods.Segments;

/// <summary>Takes the segments of a period while it is built.</summary>
internal interface ISegmentSink
{
    /// <summary>Takes a segment; the same again changes nothing.</summary>
    ValueTask WriteAsync(RollupPeriod period, int bits, EncodedSegment segment, CancellationToken cancellationToken);
}
