using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>Chooses which counted days answer a request. Used once.</summary>
/// <remarks>
/// Days can be used whose rows are those that were counted, if they tell which of their visitors were there before in the time bucket.
/// What is scanned after them may have visitors of theirs:
/// <list type="bullet">
/// <item>none, if it begins with a time bucket;</item>
/// <item>those of a midnight, if all visitors of the counted days have daily ids: the day after them tells how many;</item>
/// <item>any number, if visitors have lasting ids: the counted days end with the time bucket before.</item>
/// </list>
/// </remarks>
/// <param name="request">The request.</param>
/// <param name="zone">The site's time zone.</param>
/// <param name="sources">The present rows, by the number of the UTC day.</param>
internal sealed class StretchChoice(ScanRequest request, ZoneTimeline zone, IReadOnlyDictionary<long, SourceDay> sources)
{
    private readonly bool _needsVisitors = request.Needs.HasFlag(ScanNeeds.Visitors);

    /// <summary>Chooses the longest stretch of days. O(days).</summary>
    /// <param name="counted">The days of the request's range, in order.</param>
    /// <returns>The stretch, null if no day can be used; and the first second that no day covers that could be used, Unix time.</returns>
    public (CountedStretch? Longest, long MissingFrom) Of(IEnumerable<(CountedDay Day, string ETag)> counted)
    {
        var (longest, missingFrom) = ((CountedStretch?)null, request.From);
        var days = new List<StretchDay>();
        foreach (var (day, etag) in counted)
        {
            // Days of a former time zone of the site are in between.
            if (day.Zone != zone.Id)
            {
                continue;
            }

            if (days.Count > 0 && !HasNothing(days[^1].Day.End, day.Start))
            {
                End();
            }

            if (DayOf(day, etag) is { } usable)
            {
                days.Add(usable);
            }
            else
            {
                End();
            }
        }

        End();
        return (longest, missingFrom);

        void End()
        {
            if (days.Count > 0 && HasNothing(missingFrom, days[0].Day.Start))
            {
                missingFrom = days[^1].Day.End;
            }

            longest = StretchOf(days) is { } stretch && stretch.Days.Count > (longest?.Days.Count ?? 0) ? stretch : longest;
            days = [];
        }
    }

    /// <summary>Returns a day in its time bucket; null if its rows have changed or it can't tell who was there before.</summary>
    private StretchDay? DayOf(CountedDay day, string etag)
    {
        var bucket = ScanGroups.BucketOf(request, day.Start);
        var start = request.BucketStarts[bucket];
        if (day.End > EndOf(bucket) || !day.IsCurrent(LocalDays.FirstSourceOf(_needsVisitors ? start : day.Start), sources))
        {
            return null;
        }

        var daysBefore = LocalDays.Between(zone, start, day.Start, ReturnCounts.Longest + 1);
        var tellsBefore =
            !_needsVisitors
            || day.Start == start
            || (
                BeginsWithDay(start)
                    ? !day.HasLastingVisitors || daysBefore <= ReturnCounts.Longest
                    : !day.HasLastingVisitors && daysBefore > 0
            );
        return tellsBefore ? new(day, etag, bucket, daysBefore) : null;
    }

    /// <summary>Returns true unless there are rows between a second and the next midnight.</summary>
    private bool BeginsWithDay(long second)
    {
        var midnight = zone.StartOf(zone.DayAt(second));
        return midnight == second || HasNothing(second, zone.StartOf(zone.DayAt(second).AddDays(1)));
    }

    /// <summary>
    /// Returns the stretch of consecutive days that can be used, without those that what is scanned after them may share visitors with.
    /// </summary>
    private CountedStretch? StretchOf(List<StretchDay> days)
    {
        if (days.Count == 0)
        {
            return null;
        }

        var start = HasNothing(request.From, days[0].Day.Start) ? request.From : days[0].Day.Start;
        var (last, end) = (days[^1], days[^1].Day.End);
        if (HasNothing(end, request.To))
        {
            return new(start, request.To, days);
        }

        if (!_needsVisitors || request.BucketStarts.Contains(end))
        {
            return new(start, end, days);
        }

        var bucketStart = request.BucketStarts[last.Bucket];
        var inBucket = days.FindAll(day => day.Bucket == last.Bucket);
        if (days.Count > 1 && !inBucket.SkipLast(1).Any(day => day.Day.HasLastingVisitors))
        {
            return new(start, last.Day.Start, inBucket.Count == 1 ? days[..^1] : days) { IsOfDailyIds = start > bucketStart };
        }

        days = days.FindAll(day => day.Bucket < last.Bucket);
        return days.Count == 0 ? null : new(start, bucketStart, days);
    }

    private long EndOf(int bucket) => bucket + 1 < request.BucketStarts.Count ? request.BucketStarts[bucket + 1] : request.To;

    /// <summary>Returns true if no UTC day with a second of a range has rows; also for an empty range.</summary>
    private bool HasNothing(long from, long to)
    {
        for (var number = RollupPeriod.DayNumber(from); from < to && number <= RollupPeriod.DayNumber(to - 1); number++)
        {
            if (sources[number].Identity != SourceDay.Nothing)
            {
                return false;
            }
        }

        return true;
    }
}
