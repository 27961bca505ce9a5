namespace Analytics.Core.Collection;

/// <summary>The known fields of an event; others are ignored.</summary>
internal enum EventKey
{
    Unknown,
    Domain,
    Name,
    Url,
    Referrer,
    Properties,
    Revenue,
    Interactive,
    ScreenWidth,
    ScrollDepth,
    EngagementTime,
    Id,
    Timestamp,
    Rank,
    IsOrderId,
    VisitorId,
    VisitorHash,
    PreviousVisitorHash,
    Value,
    UserAgent,
    Address,
    Dimensions,
    HashMode,
    ExportedFrom,
}
