using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Syntax;

/// <summary>Something to group or filter by.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Time">How to cut time, for a time dimension; else null.</param>
/// <param name="Stored">Where the values are stored; meaningless for a time dimension.</param>
/// <param name="Labels">How stored values read.</param>
public sealed record QueryDimension(string Name, TimeGranularity? Time, ScanDimension Stored, LabelKind Labels)
{
    /// <summary>True if this is a time dimension.</summary>
    public bool IsTime => Time is not null;
}
