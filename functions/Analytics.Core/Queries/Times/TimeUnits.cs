using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>Chooses the granularity of the dimension <c>time</c>.</summary>
internal static class TimeUnits
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    // Two days in which the clock is set back are up to two hours longer.
    private const long TwoDays = (2 * Day) + (2 * Hour);
    private const long FortyDays = (40 * Day) + (2 * Hour);
    private const long FiftyTwoWeeks = (52 * 7 * Day) + (2 * Hour);

    public static TimeGranularity For(QueryDateRange dateRange, TimeRange range) =>
        dateRange switch
        {
            QueryDateRange.Relative { Kind: RelativeRange.Realtime } => TimeGranularity.Minute,
            QueryDateRange.Relative { Kind: RelativeRange.Months, Count: >= 6 } or QueryDateRange.Relative { Kind: RelativeRange.Year } =>
                TimeGranularity.Month,
            _ => range.Length switch
            {
                <= TwoDays => TimeGranularity.Hour,
                <= FortyDays => TimeGranularity.Day,
                <= FiftyTwoWeeks => TimeGranularity.Week,
                _ => TimeGranularity.Month,
            },
        };
}
