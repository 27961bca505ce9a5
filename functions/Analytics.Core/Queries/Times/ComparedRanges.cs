using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>Finds the comparison range of a range.</summary>
internal static class ComparedRanges
{
    private const string Key = "include.comparisons";
    private const long DaySeconds = 86_400;
    private const long WeekSeconds = 7 * DaySeconds;

    /// <summary>Resolves the comparison range, of a range that includes the present up to where that has come.</summary>
    /// <param name="comparison">The choice of the comparison range.</param>
    /// <param name="range">The range of the question, untrimmed.</param>
    /// <param name="dateRange">The same range in the form of the question.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="now">The current second, Unix time.</param>
    public static TimeRange Resolve(QueryComparison comparison, TimeRange range, QueryDateRange dateRange, ZoneTimeline zone, long now) =>
        UpToElapsed(comparison, range, Whole(comparison, range, dateRange, zone), zone, now);

    /// <summary>
    /// Ends a comparison range where the range of the question has reached, if that includes the present: at the same time of the day,
    /// also where the clocks changed since, if both begin at the same.
    /// </summary>
    /// <param name="comparison">The choice of the comparison range.</param>
    /// <param name="range">The range of the question, untrimmed.</param>
    /// <param name="compared">The whole comparison range.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="now">The current second, Unix time.</param>
    public static TimeRange UpToElapsed(QueryComparison comparison, TimeRange range, TimeRange compared, ZoneTimeline zone, long now)
    {
        if (comparison.DateRange is not null || now < range.From || now + 1 >= range.To)
        {
            return compared;
        }

        var back = (range.Days, compared.Days) is ({ } days, { } comparedDays)
            ? (days.First.DayNumber - comparedDays.First.DayNumber) * DaySeconds
            : zone.WallAt(range.From) - zone.WallAt(compared.From);
        var end = back % DaySeconds == 0 ? zone.FirstAtOrAfter(zone.WallAt(now) + 1 - back) : compared.From + now + 1 - range.From;
        end = Math.Max(end, compared.From + 1);
        return end < compared.To ? new(compared.From, end, null) : compared;
    }

    /// <summary>Resolves the comparison range as if the range of the question were over.</summary>
    /// <param name="comparison">The choice of the comparison range.</param>
    /// <param name="range">The range of the question, untrimmed.</param>
    /// <param name="dateRange">The same range in the form of the question.</param>
    /// <param name="zone">The site's zone.</param>
    public static TimeRange Whole(QueryComparison comparison, TimeRange range, QueryDateRange dateRange, ZoneTimeline zone)
    {
        if (comparison.DateRange is { } custom)
        {
            return DateRanges.Resolve(custom, null, zone, DateTimeOffset.UnixEpoch, null, $"{Key}.date_range");
        }

        return range.Days is { } days ? OfDays(comparison, days, dateRange, zone) : OfMoments(comparison, range, zone);
    }

    private static TimeRange OfDays(
        QueryComparison comparison,
        (DateOnly First, DateOnly Last) days,
        QueryDateRange dateRange,
        ZoneTimeline zone
    )
    {
        var length = days.Last.DayNumber - days.First.DayNumber;
        var (first, last) = (comparison.Mode, dateRange) switch
        {
            (ComparisonMode.YearOverYear, _) => (days.First.AddYears(-1), days.First.AddYears(-1).AddDays(length)),
            (_, QueryDateRange.Relative { Kind: RelativeRange.Months, Count: var count }) => (
                days.First.AddMonths(-count),
                days.First.AddDays(-1)
            ),
            _ => (days.First.AddDays(-length - 1), days.First.AddDays(-1)),
        };
        if (comparison.MatchDayOfWeek)
        {
            var shift = ToSameDayOfWeek(first, days.First, days.First.DayNumber - last.DayNumber - 1);
            (first, last) = (first.AddDays(shift), last.AddDays(shift));
        }

        return DateRanges.Whole(first, last, zone, Key);
    }

    /// <summary>
    /// Returns the days to move a comparison range by until it begins on the same day of the week as its range: the fewest with which it
    /// does not reach into that range.
    /// </summary>
    /// <param name="first">The first day of the comparison range.</param>
    /// <param name="original">The first day of the range.</param>
    /// <param name="between">Days between the two ranges; negative if they overlap anyway, as years of a question for two do.</param>
    private static int ToSameDayOfWeek(DateOnly first, DateOnly original, int between)
    {
        const int Nearest = 3;
        var later = ((int)original.DayOfWeek - (int)first.DayOfWeek + 7) % 7;
        return later <= (between < 0 ? Nearest : Math.Min(Nearest, between)) ? later : later - 7;
    }

    private static TimeRange OfMoments(QueryComparison comparison, TimeRange range, ZoneTimeline zone)
    {
        var (from, to) = (zone.WallAt(range.From), zone.WallAt(range.To));
        if (comparison.Mode == ComparisonMode.YearOverYear)
        {
            var back = from - WallTime.Of(DateTime.UnixEpoch.AddSeconds(from).AddYears(-1));
            if (comparison.MatchDayOfWeek)
            {
                var between = (int)Math.Floor((back - (to - from)) / (double)DaySeconds);
                back -= ToSameDayOfWeek(WallTime.Day(from - back), WallTime.Day(from), between) * DaySeconds;
            }

            return EarlierOnTheClock(range, back, zone);
        }

        // The same hours of the last such days.
        return comparison.MatchDayOfWeek
            ? EarlierOnTheClock(range, Math.Max(1, (to - from + WeekSeconds - 1) / WeekSeconds) * WeekSeconds, zone)
            : Moments(range.From - range.Length, range.From);
    }

    /// <summary>
    /// Returns the range between the same times on the clock; where the clock skips all of it, what is as long ago in seconds.
    /// </summary>
    private static TimeRange EarlierOnTheClock(TimeRange range, long back, ZoneTimeline zone)
    {
        var (first, end) = (zone.WallAt(range.From) - back, zone.WallAt(range.To) - back);
        var (from, to) = first < ZoneTimeline.Earliest ? (first, end) : (zone.FirstAtOrAfter(first), zone.FirstAtOrAfter(end));
        return from < to ? Moments(from, to) : Moments(range.From - back, range.To - back);
    }

    private static TimeRange Moments(long from, long to) =>
        from >= ZoneTimeline.Earliest
            ? new TimeRange(from, to, null)
            : throw new QueryException($"{Key} would reach back before 1970; use a later range.");
}
