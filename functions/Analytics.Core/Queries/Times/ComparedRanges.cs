using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>Finds the comparison range of a range.</summary>
internal static class ComparedRanges
{
    private const string Key = "include.comparisons";

    /// <summary>Resolves the comparison range. A range that includes the present is compared up to the same elapsed time.</summary>
    /// <param name="comparison">The choice of the comparison range.</param>
    /// <param name="range">The range of the question, untrimmed.</param>
    /// <param name="dateRange">The same range in the form of the question.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="now">The current second, Unix time.</param>
    public static TimeRange Resolve(QueryComparison comparison, TimeRange range, QueryDateRange dateRange, ZoneTimeline zone, long now) =>
        UpToElapsed(comparison, range, Whole(comparison, range, dateRange, zone), now);

    /// <summary>Ends a comparison range where the range of the question has reached, if that includes the present.</summary>
    /// <param name="comparison">The choice of the comparison range.</param>
    /// <param name="range">The range of the question, untrimmed.</param>
    /// <param name="compared">The whole comparison range.</param>
    /// <param name="now">The current second, Unix time.</param>
    public static TimeRange UpToElapsed(QueryComparison comparison, TimeRange range, TimeRange compared, long now)
    {
        var elapsed = now + 1 - range.From;
        return comparison.DateRange is null && elapsed > 0 && now + 1 < range.To && elapsed < compared.Length
            ? new(compared.From, compared.From + elapsed, null)
            : compared;
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
            var shift = ToSameDayOfWeek(first, days.First);
            (first, last) = (first.AddDays(shift), last.AddDays(shift));
        }

        return DateRanges.Whole(first, last, zone, Key);
    }

    private static int ToSameDayOfWeek(DateOnly first, DateOnly original)
    {
        var forward = ((int)original.DayOfWeek - (int)first.DayOfWeek + 7) % 7;
        var nearest = forward <= 3 ? forward : forward - 7;

        // A short range must not be compared with itself.
        return first.AddDays(nearest) == original ? nearest - 7 : nearest;
    }

    private static TimeRange OfMoments(QueryComparison comparison, TimeRange range, ZoneTimeline zone)
    {
        var shift = range.Length;
        if (comparison.Mode == ComparisonMode.YearOverYear)
        {
            var wall = DateTime.UnixEpoch.AddSeconds(zone.WallAt(range.From));
            shift = range.From - zone.FirstAtOrAfter(WallTime.Of(wall.AddYears(-1)));
        }

        if (comparison.MatchDayOfWeek)
        {
            shift -= ToSameDayOfWeek(zone.DayAt(range.From - shift), zone.DayAt(range.From)) * 86_400L;
        }

        return range.From - shift >= ZoneTimeline.Earliest
            ? new TimeRange(range.From - shift, range.To - shift, null)
            : throw new QueryException($"{Key} would reach back before 1970; use a later range.");
    }
}
