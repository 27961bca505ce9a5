using System.Collections.Concurrent;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Times;

/// <summary>
/// The clock of a time zone from 1970 to 2100, as intervals of constant offset, so that edges of days and hours are found exactly and
/// quickly. Immutable; one instance per zone and first day of the week. Instants are Unix seconds; a wall time is the reading of the
/// clock, in seconds as if it were UTC.
/// </summary>
public sealed class ZoneTimeline
{
    /// <summary>The first supported instant.</summary>
    public const long Earliest = 0;

    /// <summary>The end of the supported instants, exclusive: 2100-01-01.</summary>
    public const long Latest = 4_102_444_800;

    // No zone changes its clock back and forth within a day.
    private const long Step = 86_400;

    private static readonly ConcurrentDictionary<(string Id, DayOfWeek WeekStart), ZoneTimeline> Cache = new();

    private readonly long[] _starts;
    private readonly long[] _offsets;

    private ZoneTimeline(string id, DayOfWeek weekStart, long[] starts, long[] offsets)
    {
        Id = id;
        WeekStart = weekStart;
        _starts = starts;
        _offsets = offsets;
    }

    /// <summary>The IANA id.</summary>
    public string Id { get; }

    /// <summary>The first day of a week.</summary>
    public DayOfWeek WeekStart { get; }

    /// <summary>Returns the timeline of a time zone.</summary>
    /// <param name="id">An IANA id such as <c>Europe/Tallinn</c>.</param>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the zone.</exception>
    public static ZoneTimeline Of(string id) =>
        Cache.TryGetValue((id, DayOfWeek.Monday), out var cached) ? cached : Cache.GetOrAdd((id, DayOfWeek.Monday), Read(id));

    /// <summary>Returns the timeline of a site's time zone with the first day of the site's weeks.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the zone.</exception>
    public static ZoneTimeline Of(Site site)
    {
        var zone = Of(site.TimeZone);
        var weekStart = site.FirstDayOfWeek;
        return weekStart == zone.WeekStart
            ? zone
            : Cache.GetOrAdd((zone.Id, weekStart), key => new(zone.Id, key.WeekStart, zone._starts, zone._offsets));
    }

    /// <summary>Returns the number of seconds that the clock is ahead of UTC.</summary>
    public long OffsetAt(long instant) => _offsets[IntervalOf(instant)];

    /// <summary>Converts an instant to the clock's reading.</summary>
    public long WallAt(long instant) => instant + OffsetAt(instant);

    /// <summary>
    /// Returns the first instant at which the clock reads the wall time or later: the first one of a time that occurs twice, the moment
    /// of the jump for a skipped time.
    /// </summary>
    public long FirstAtOrAfter(long wall)
    {
        // The clock is never more than a day away from UTC.
        for (var i = IntervalOf(wall - Step); i < _starts.Length; i++)
        {
            var instant = Math.Max(_starts[i], wall - _offsets[i]);
            if (i + 1 == _starts.Length || instant < _starts[i + 1])
            {
                return instant;
            }
        }

        throw new InvalidOperationException($"The timeline of {Id} has no interval for the wall time {wall}.");
    }

    /// <summary>Returns the time to which clocks jump when they skip a wall time; null for a time that they show.</summary>
    public DateTimeOffset? SkipEndOf(DateTime wall)
    {
        var instant = FirstAtOrAfter(WallTime.Of(wall));
        return WallAt(instant) == WallTime.Of(wall) ? null : At(instant);
    }

    /// <summary>Returns the first instant of a day; for a day that the zone skipped, the first instant of the next day.</summary>
    public long StartOf(DateOnly day) => FirstAtOrAfter(WallTime.Of(day));

    /// <summary>Returns the day of an instant.</summary>
    public DateOnly DayAt(long instant) => WallTime.Day(WallAt(instant));

    /// <summary>Converts an instant to a date-time with the zone's offset.</summary>
    public DateTimeOffset At(long instant) =>
        DateTimeOffset.FromUnixTimeSeconds(instant).ToOffset(TimeSpan.FromMinutes(OffsetAt(instant) / 60));

    private static ZoneTimeline Read(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var starts = new List<long> { long.MinValue };
        var offsets = new List<long> { Offset(zone, Earliest) };
        for (var instant = Earliest; instant < Latest; instant += Step)
        {
            var (low, high) = (instant, instant + Step);
            var after = Offset(zone, high);
            if (after == offsets[^1])
            {
                continue;
            }

            while (high - low > 1)
            {
                var middle = low + ((high - low) / 2);
                (low, high) = Offset(zone, middle) == after ? (low, middle) : (middle, high);
            }

            starts.Add(high);
            offsets.Add(after);
        }

        return new ZoneTimeline(id, DayOfWeek.Monday, [.. starts], [.. offsets]);
    }

    private static long Offset(TimeZoneInfo zone, long instant) =>
        (long)zone.GetUtcOffset(DateTime.UnixEpoch.AddSeconds(instant)).TotalSeconds;

    private int IntervalOf(long instant)
    {
        var index = Array.BinarySearch(_starts, instant);
        return index >= 0 ? index : ~index - 1;
    }
}
