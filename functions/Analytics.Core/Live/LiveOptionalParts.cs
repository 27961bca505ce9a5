namespace Analytics.Core.Live;

/// <summary>The parts that only some events of a live block have. The numbers are stored and never change.</summary>
[Flags]
internal enum LiveOptionalParts : byte
{
    None = 0,
    Value = 1,
    ScrollDepth = 2,
    EngagementTime = 4,
    Revenue = 8,
    Properties = 16,
}
