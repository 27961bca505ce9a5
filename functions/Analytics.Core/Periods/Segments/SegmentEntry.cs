namespace Analytics.Core.Periods.Segments;

/// <summary>An entry of a period's manifest: one segment.</summary>
/// <param name="Prefix">The highest bits of its visitors' ids.</param>
/// <param name="Hash">xxHash64 of its content, which names it.</param>
/// <param name="Chunks">Rows that hold the content; 0 for one row with parts.</param>
/// <param name="Bytes">Bytes of the content.</param>
/// <param name="Visitors">Visitors.</param>
/// <param name="Visits">Visits.</param>
/// <param name="Events">Events.</param>
public readonly record struct SegmentEntry(int Prefix, ulong Hash, int Chunks, int Bytes, int Visitors, int Visits, int Events);
