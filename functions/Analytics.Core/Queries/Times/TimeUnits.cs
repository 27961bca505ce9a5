using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>Chooses the time buckets of the dimension <c>time</c>.</summary>
internal static class TimeUnits
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    // Two days of a clock that is set back have up to two hours more.
    private const long TwoDays = (2 * Day) + (2 * Hour);
    private const long FortyDays = (40 * Day) + (2 * Hour);
    private const long FiftyTwoWeeks = (52 * 7 * Day) + (2 * Hour);

    public static TimeGranularity For(QueryDateRange asked, TimeRange range) =>
        asked switch
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
