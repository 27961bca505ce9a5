using System.Collections.Concurrent;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>Keeps segments in memory until the caller stores or drops them. Thread-safe.</summary>
internal sealed class SegmentMemory : ISegmentSink
{
    private readonly ConcurrentDictionary<(RollupPeriod Period, int Bits, SegmentEntry Entry), EncodedSegment> _segments = new();

    /// <inheritdoc/>
    public ValueTask WriteAsync(RollupPeriod period, int bits, EncodedSegment segment, CancellationToken cancellationToken)
    {
        _segments[(period, bits, segment.Entry)] = segment;
        return ValueTask.CompletedTask;
    }

    /// <summary>Returns a period whose segments are in this memory as a part of another period.</summary>
    public IPartSource PartOf(Rollup rollup) =>
        rollup.Segments is not { } segments
            ? new LoadedPart(rollup)
            : new SegmentedPart(
                rollup,
                segments,
                (entry, _) => ValueTask.FromResult<IRollupPart>(RollupOf(Of(rollup.Period, segments.Bits, entry)))
            );

    /// <summary>Returns the segments of a period that are in this memory.</summary>
    public IEnumerable<EncodedSegment> Of(Rollup rollup) =>
        rollup.Segments is not { } segments ? [] : segments.Entries.Select(entry => Of(rollup.Period, segments.Bits, entry));

    private static Rollup RollupOf(EncodedSegment segment) => RollupDecoder.Decode(segment.Rows.Head, segment.Rows.Body);

    private EncodedSegment Of(RollupPeriod period, int bits, SegmentEntry entry) => _segments[(period, bits, entry)];
}
