using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>Gives date ranges their edges in a time zone.</summary>
public static class DateRanges
{
    private const long RealtimeSeconds = 30 * 60;

    /// <summary>The edges of a range.</summary>
    /// <param name="range">The range asked for.</param>
    /// <param name="date">The day that stands in for today; null for today.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="now">The current time.</param>
    /// <param name="firstEvent">The second of the site's first event, for <see cref="RelativeRange.All"/>; null without any.</param>
    /// <exception cref="QueryException">The range lies outside of 1970 to 2099, or ends before it begins.</exception>
    public static TimeRange Resolve(QueryDateRange range, DateOnly? date, ZoneTimeline zone, DateTimeOffset now, long? firstEvent) =>
        range switch
        {
            QueryDateRange.Days days => Whole(days.First, days.Last, zone),
            QueryDateRange.Moments moments => Between(moments, zone),
            QueryDateRange.Relative { Kind: RelativeRange.Realtime } => Realtime(now),
            QueryDateRange.Relative { Kind: var kind } => Relative(kind, date ?? zone.DayAt(now.ToUnixTimeSeconds()), zone, firstEvent),
            _ => throw new ArgumentOutOfRangeException(nameof(range), range, "This kind of range is unknown."),
        };

    /// <summary>A range of whole days.</summary>
    /// <exception cref="QueryException">It lies outside of 1970 to 2099.</exception>
    public static TimeRange Whole(DateOnly first, DateOnly last, ZoneTimeline zone)
    {
        if (first.Year < 1970 || last.Year > 2099)
        {
            throw new QueryException($"The date range {first:yyyy-MM-dd} to {last:yyyy-MM-dd} must lie between 1970 and 2099.");
        }

        return new TimeRange(zone.StartOf(first), zone.StartOf(last.AddDays(1)), (first, last));
    }

    private static TimeRange Relative(RelativeRange kind, DateOnly today, ZoneTimeline zone, long? firstEvent)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return kind switch
        {
            RelativeRange.Day => Whole(today, today, zone),
            RelativeRange.Last7Days => Back(7),
            RelativeRange.Last28Days => Back(28),
            RelativeRange.Last30Days => Back(30),
            RelativeRange.Last91Days => Back(91),
            RelativeRange.Month => Whole(month, today, zone),
            RelativeRange.Last6Months => Whole(month.AddMonths(-6), month.AddDays(-1), zone),
            RelativeRange.Last12Months => Whole(month.AddMonths(-12), month.AddDays(-1), zone),
            RelativeRange.Year => Whole(new DateOnly(today.Year, 1, 1), today, zone),
            RelativeRange.All => Whole(FirstDay(today, zone, firstEvent), today, zone),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This range does not depend on today."),
        };

        TimeRange Back(int days) => Whole(today.AddDays(-days), today.AddDays(-1), zone);
    }

    private static DateOnly FirstDay(DateOnly today, ZoneTimeline zone, long? firstEvent)
    {
        var first = firstEvent is { } second ? zone.DayAt(second) : today;
        return first < today ? first : today;
    }

    private static TimeRange Realtime(DateTimeOffset now)
    {
        var to = WallTime.Next(WallTime.Truncate(now.ToUnixTimeSeconds(), TimeGranularity.Minute), TimeGranularity.Minute);
        return new TimeRange(to - RealtimeSeconds, to, null);
    }

    private static TimeRange Between(QueryDateRange.Moments moments, ZoneTimeline zone)
    {
        var range = new TimeRange(Instant(moments.First, zone), Instant(moments.Last, zone) + 1, null);
        if (range.From < ZoneTimeline.Earliest || range.To > ZoneTimeline.Latest)
        {
            throw new QueryException($"The date range {moments.First.Wall:s} to {moments.Last.Wall:s} must lie between 1970 and 2099.");
        }

        return range.Length > 0
            ? range
            : throw new QueryException($"The date range ends ({moments.Last.Wall:s}) before it begins ({moments.First.Wall:s}); swap the two date-times.");
    }

    private static long Instant(QueryMoment moment, ZoneTimeline zone)
    {
        var wall = WallTime.Of(moment.Wall);
        return moment.Offset is { } offset ? wall - (long)offset.TotalSeconds : zone.FirstAtOrAfter(wall);
    }
}
