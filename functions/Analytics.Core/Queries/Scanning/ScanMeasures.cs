namespace Analytics.Core.Queries.Scanning;

/// <summary>The values of single events that a scan reads.</summary>
[Flags]
internal enum ScanMeasures
{
    None = 0,
    ScrollDepth = 1,
    EngagementTime = 2,
    Revenue = 4,
    Value = 8,
}
