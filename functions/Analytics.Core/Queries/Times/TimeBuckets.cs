using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Times;

/// <summary>
/// A range divided into consecutive buckets on the clock of a time zone, without gaps. No two buckets have the same label: of hours and
/// longer, the time that a clock repeats after being set back belongs to the bucket that has its label already; minutes are buckets of
/// their own, and those that a clock repeats have its offset in their label.
/// </summary>
/// <remarks>
/// Example, Berlin on 2026-10-25: 02:05 summer time is <c>2026-10-25 02:05:00</c>, and an hour later <c>2026-10-25 02:05:00+01:00</c>;
/// both are in the hour <c>2026-10-25 02:00:00</c>.
/// </remarks>
public sealed class TimeBuckets
{
    /// <summary>The maximum number of buckets of one query, including those before the range.</summary>
    public const int MaxBuckets = 100_000;

    // No zone has been ahead of UTC by a part of a minute since 1970.
    private const long Minute = 60;

    private readonly long[] _starts;

    private TimeBuckets(long[] starts, string[] labels, int lead, bool hasRest, IReadOnlyList<string> partial)
    {
        Partial = partial;
        _starts = starts;
        Labels = labels;
        Lead = lead;
        HasRest = hasRest;
    }

    /// <summary>First seconds, ascending.</summary>
    public IReadOnlyList<long> Starts => _starts;

    /// <summary>Labels of the buckets of the range; the first belongs to bucket <see cref="Lead"/>.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Number of buckets before the range.</summary>
    public int Lead { get; }

    /// <summary>Number of whole buckets before the range.</summary>
    public int WholeBefore => HasRest ? Lead - 1 : Lead;

    /// <summary>
    /// True if the last bucket before the range is the part of a unit that the range's start cuts off. It belongs to no average.
    /// </summary>
    public bool HasRest { get; }

    /// <summary>Labels of the buckets that are only partly in the range: at most the first and the last.</summary>
    public IReadOnlyList<string> Partial { get; }

    /// <summary>Creates a single bucket.</summary>
    public static TimeBuckets Single(TimeRange range) => new([range.From], [], 0, false, []);

    /// <summary>Returns the index in <see cref="Starts"/> of a second's bucket; 0 for all earlier seconds.</summary>
    public int BucketOf(long second)
    {
        var index = Array.BinarySearch(_starts, second);
        return Math.Max(0, index >= 0 ? index : ~index - 1);
    }

    /// <summary>Divides a range.</summary>
    /// <param name="range">The range; not empty.</param>
    /// <param name="unit">The length of a bucket; not <see cref="TimeGranularity.Auto"/>.</param>
    /// <param name="zone">The site's zone, with the first day of its weeks.</param>
    /// <param name="before">Number of whole buckets to add before the range.</param>
    /// <param name="since">The first second of interest, Unix time: no further bucket is added before the one that contains it.</param>
    /// <exception cref="QueryException">There would be more than <see cref="MaxBuckets"/>.</exception>
    public static TimeBuckets Cut(TimeRange range, TimeGranularity unit, ZoneTimeline zone, int before, long since = ZoneTimeline.Earliest)
    {
        var starts = new List<long>();
        var labels = new List<string>();
        var first = StartOf(range.From, unit, zone);
        var lead = Before(starts, first, range.From, unit, zone, before, since, out var hasRest);
        var firstDay = WallTime.Of(zone.DayAt(range.From));
        var start = range.From;
        while (start < range.To)
        {
            if (starts.Count >= MaxBuckets)
            {
                throw new QueryException(
                    $"dimensions would cut the date range into more than {MaxBuckets} time buckets; use longer ones or a shorter range."
                );
            }

            starts.Add(start);
            labels.Add(LabelOf(start, unit, zone, firstDay));
            start = StartOfNext(start, unit, zone);
        }

        return new TimeBuckets([.. starts], [.. labels], lead, hasRest, Partials(labels, first < range.From, start > range.To));
    }

    private static IReadOnlyList<string> Partials(List<string> labels, bool isFirstCut, bool isLastCut) =>
        [.. new[] { isFirstCut ? labels[0] : null, isLastCut ? labels[^1] : null }.OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Returns the first second of the bucket that contains one.</summary>
    private static long StartOf(long second, TimeGranularity unit, ZoneTimeline zone) =>
        unit == TimeGranularity.Minute ? second - (second % Minute) : zone.FirstAtOrAfter(WallOf(second, unit, zone));

    /// <summary>Returns the first second of the next bucket: if the clock jumps over a whole unit, of that in which it lands.</summary>
    private static long StartOfNext(long second, TimeGranularity unit, ZoneTimeline zone)
    {
        if (unit == TimeGranularity.Minute)
        {
            return StartOf(second, unit, zone) + Minute;
        }

        var wall = WallOf(second, unit, zone);
        long next;
        do
        {
            wall = WallTime.Next(wall, unit);
            next = zone.FirstAtOrAfter(wall);
        } while (next <= second);

        return next;
    }

    private static string LabelOf(long second, TimeGranularity unit, ZoneTimeline zone, long firstDay)
    {
        var wall = WallOf(second, unit, zone);
        var label = WallTime.Label(unit == TimeGranularity.Week ? Math.Max(wall, firstDay) : wall, unit);
        var isRepeated = unit == TimeGranularity.Minute && zone.FirstAtOrAfter(wall) < StartOf(second, unit, zone);
        return isRepeated ? $"{label}{zone.At(second):zzz}" : label;
    }

    private static long WallOf(long second, TimeGranularity unit, ZoneTimeline zone) =>
        WallTime.Truncate(zone.WallAt(second), unit, zone.WeekStart);

    private static int Before(
        List<long> starts,
        long next,
        long from,
        TimeGranularity unit,
        ZoneTimeline zone,
        int count,
        long since,
        out bool hasRest
    )
    {
        hasRest = false;
        if (count == 0 || since >= from)
        {
            return 0;
        }

        if (next < from)
        {
            starts.Add(next);
            hasRest = true;
        }

        while (count > 0 && next > Math.Max(since, ZoneTimeline.Earliest))
        {
            next = StartOf(next - 1, unit, zone);
            starts.Add(next);
            count--;
        }

        starts.Reverse();
        return starts.Count;
    }
}
