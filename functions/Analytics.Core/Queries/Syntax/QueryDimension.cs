using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Syntax;

/// <summary>A dimension to group or filter by.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Time">The granularity of a time dimension; otherwise null.</param>
/// <param name="Stored">The place of the stored values; meaningless for a time dimension.</param>
/// <param name="Labels">The kind of labels of its values.</param>
public sealed record QueryDimension(string Name, TimeGranularity? Time, ScanDimension Stored, LabelKind Labels)
{
    /// <summary>True if this is a time dimension.</summary>
    public bool IsTime => Time is not null;
}
