using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>The directory of a segment in parts.</summary>
/// <param name="SmallBytes">Columns with fewer bytes share a part.</param>
/// <param name="Columns">The columns.</param>
internal sealed record SegmentDirectory(int SmallBytes, ColumnDirectory Columns);
