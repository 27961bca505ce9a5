using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>Resolves date ranges in a time zone.</summary>
public static class DateRanges
{
    /// <summary>The year of the first day of all ranges.</summary>
    public const int FirstYear = 1970;

    /// <summary>The year of the last day of all ranges.</summary>
    public const int LastYear = 2099;

    private const string Key = "date_range";
    private const long RealtimeSeconds = 30 * 60;
    private const long Hour = 3_600;
    private const long DaySeconds = 24 * Hour;

    /// <summary>Resolves a range.</summary>
    /// <param name="range">The range of the question.</param>
    /// <param name="date">The day that replaces today; null for today.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="now">The current time.</param>
    /// <param name="firstEvent">The second of the site's first event, for <see cref="RelativeRange.All"/>; null without any.</param>
    /// <param name="key">The range's place in the question.</param>
    /// <exception cref="QueryException">
    /// The range or the date lies outside of 1970 to 2099, or the range ends before it begins.
    /// </exception>
    public static TimeRange Resolve(
        QueryDateRange range,
        DateOnly? date,
        ZoneTimeline zone,
        DateTimeOffset now,
        long? firstEvent,
        string key = Key
    )
    {
        if (date is { Year: < FirstYear or > LastYear } day)
        {
            throw new QueryException($"date is {day:yyyy-MM-dd}; give a day between {FirstYear} and {LastYear}.");
        }

        return range switch
        {
            QueryDateRange.Days days => Whole(days.First, days.Last, zone, key),
            QueryDateRange.Moments moments => Between(moments, zone, key),
            QueryDateRange.Relative { Kind: RelativeRange.Realtime } => Realtime(now),
            QueryDateRange.Relative { Kind: RelativeRange.Last24Hours } => new(
                now.ToUnixTimeSeconds() + 1 - DaySeconds,
                now.ToUnixTimeSeconds() + 1,
                null
            ),
            QueryDateRange.Relative relative => Relative(relative, date ?? zone.DayAt(now.ToUnixTimeSeconds()), zone, firstEvent),
            _ => throw new ArgumentOutOfRangeException(nameof(range), range, "This kind of range is unknown."),
        };
    }

    /// <summary>Resolves a range of whole days.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day, included.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="key">The range's place in the question.</param>
    /// <exception cref="QueryException">It lies outside of 1970 to 2099.</exception>
    public static TimeRange Whole(DateOnly first, DateOnly last, ZoneTimeline zone, string key = Key)
    {
        if (first.Year < FirstYear || last.Year > LastYear)
        {
            throw OutOfBounds(key, $"{first:yyyy-MM-dd} to {last:yyyy-MM-dd}");
        }

        return new TimeRange(zone.StartOf(first), zone.StartOf(last.AddDays(1)), (first, last));
    }

    /// <summary>
    /// Removes the future part of a range that ends with today: from the range of today, everything after the current hour. Longer ranges
    /// end today and stay.
    /// </summary>
    public static TimeRange Trim(TimeRange range, QueryDateRange dateRange, ZoneTimeline zone, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        if (dateRange is not QueryDateRange.Relative { Kind: RelativeRange.Day } || second < range.From || second >= range.To)
        {
            return range;
        }

        var hour = WallTime.Truncate(zone.WallAt(second), TimeGranularity.Hour);
        var end = zone.FirstAtOrAfter(WallTime.Next(hour, TimeGranularity.Hour));

        // While the clock repeats an hour after being set back, the range ends with the current repetition.
        end = end <= second ? second - (second % Hour) + Hour : end;
        return end < range.To ? new(range.From, end, null) : range;
    }

    private static TimeRange Relative(QueryDateRange.Relative relative, DateOnly today, ZoneTimeline zone, long? firstEvent)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return relative.Kind switch
        {
            RelativeRange.Day => Whole(today, today, zone),
            RelativeRange.Days => Whole(today.AddDays(-relative.Count), today.AddDays(-1), zone),
            RelativeRange.Month => Whole(month, today, zone),
            RelativeRange.Months => Whole(month.AddMonths(-relative.Count), month.AddDays(-1), zone),
            RelativeRange.Year => Whole(new DateOnly(today.Year, 1, 1), today, zone),
            RelativeRange.All => Whole(FirstDay(today, zone, firstEvent), today, zone),
            _ => throw new ArgumentOutOfRangeException(nameof(relative), relative.Kind, "This range does not depend on today."),
        };
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

    private static TimeRange Between(QueryDateRange.Moments moments, ZoneTimeline zone, string key)
    {
        var range = new TimeRange(Instant(moments.First, zone, key), EndOf(moments.Last, zone, key), null);
        if (range.From < ZoneTimeline.Earliest || range.To > ZoneTimeline.Latest)
        {
            throw OutOfBounds(key, $"{moments.First.Wall:s} to {moments.Last.Wall:s}");
        }

        return range.Length > 0
            ? range with
            {
                Days = DaysOf(range, zone),
            }
            : throw new QueryException(
                $"{key} ends ({moments.Last.Wall:s}) before it begins ({moments.First.Wall:s}); swap the two date-times."
            );
    }

    /// <summary>Returns the first and last day of a range of moments if it consists of whole days, as those of answers do.</summary>
    private static (DateOnly First, DateOnly Last)? DaysOf(TimeRange range, ZoneTimeline zone)
    {
        var (first, last) = (zone.DayAt(range.From), zone.DayAt(range.To - 1));
        return zone.StartOf(first) == range.From && zone.StartOf(last.AddDays(1)) == range.To ? (first, last) : null;
    }

    private static QueryException OutOfBounds(string key, string range) =>
        new($"{key} is {range}; use a range between {FirstYear} and {LastYear}.");

    /// <summary>
    /// Returns the second after a moment. Without an offset it is where the clock first shows the next second, so that a range to the end
    /// of an hour that the clock repeats has both, as the bucket of that hour has.
    /// </summary>
    private static long EndOf(QueryMoment last, ZoneTimeline zone, string key) =>
        Instant(last, zone, key) is var instant && last.Offset is not null ? instant + 1 : zone.FirstAtOrAfter(WallTime.Of(last.Wall) + 1);

    private static long Instant(QueryMoment moment, ZoneTimeline zone, string key)
    {
        var wall = WallTime.Of(moment.Wall);
        if (moment.Offset is { } offset)
        {
            return wall - (long)offset.TotalSeconds;
        }

        return zone.SkipEndOf(moment.Wall) is not { } end
            ? zone.FirstAtOrAfter(wall)
            : throw new QueryException(
                $"{key} has {moment.Wall:s}, which clocks in {zone.Id} skip; "
                    + $"use another time, or one with an offset like {end:yyyy-MM-dd'T'HH:mm:sszzz}."
            );
    }
}
