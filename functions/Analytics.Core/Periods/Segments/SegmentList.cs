namespace Analytics.Core.Periods.Segments;

/// <summary>
/// The segments of a period. A segment holds the visitors whose ids begin with its prefix, so the segments of all periods nest. Segments
/// without visitors are omitted.
/// </summary>
/// <param name="Bits">Bits of the prefixes.</param>
/// <param name="Entries">The segments, ascending by prefix.</param>
public sealed record SegmentList(int Bits, IReadOnlyList<SegmentEntry> Entries)
{
    /// <summary>Maximum number of bits of a prefix.</summary>
    public const int MaxBits = 10;

    /// <summary>The visitors of a segment.</summary>
    internal VisitorRange RangeOf(SegmentEntry entry) => VisitorRange.OfPrefix(Bits, entry.Prefix);
}
