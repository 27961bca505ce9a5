namespace Analytics.Core.Periods.Encoding;

/// <summary>
/// The columns of a stored rollup. The numbers are stored and never change; properties with a column of their own count up from
/// <see cref="FirstProperty"/>.
/// </summary>
internal enum ColumnId
{
    Visitors = 0,
    VisitsOfVisitor = 1,
    EventsOfVisit = 2,
    Aliases = 3,
    VisitStarts = 4,
    Gaps = 5,
    Ordinals = 6,
    NonInteractive = 7,
    Keys = 8,
    Values = 9,
    ScrollDepths = 10,
    EngagementMilliseconds = 11,
    Revenue = 12,
    PreviousVisitors = 13,
    RevenueTotals = 14,
    Milliseconds = 15,
    FirstVisitText = 16,
    FirstEventText = 48,
    VisitSpans = 64,
    CountedStarts = 65,
    CountedSpans = 66,
    CountedEvents = 67,
    OtherEvents = 68,
    ExemptEvents = 69,
    RareProperties = 70,
    FirstProperty = 128,
}
