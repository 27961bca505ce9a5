using Analytics.Core.Rollups;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Counts visits while they grow: the first event is one visit and one bounce; what follows corrects the bounce and adds seconds, at the time the
/// visit was counted. Not thread-safe.
/// </summary>
internal sealed class VisitTotals(PartitionMemory memory)
{
    private readonly int _maxGap = memory.MaxGapSeconds;

    /// <summary>Takes an event into its visitor's open visit.</summary>
    /// <param name="visitor">The visitor.</param>
    /// <param name="second">When, Unix time.</param>
    /// <param name="starts">Whether the event can start a visit: any but <c>engagement</c>.</param>
    /// <param name="counts">Whether it counts against a bounce.</param>
    /// <param name="correction">What to add to the totals, and when.</param>
    /// <returns>The event's rank among those of its second.</returns>
    public int Add(ulong visitor, long second, bool starts, bool counts, out VisitCorrection correction)
    {
        correction = default;
        if (!starts && !memory.Visits.TryGet(visitor, out _))
        {
            return 0;
        }

        ref var visit = ref memory.Visits.GetOrAdd(visitor, out var existed);
        var goesOn = existed
            && second - visit.Last <= _maxGap
            && visit.First - second <= _maxGap
            && visit.Events < VisitRules.MaxEvents;
        if (!goesOn)
        {
            if (!starts)
            {
                return 0;
            }

            correction = new(second, 1, 1, 0);
            if (!existed || second > visit.Last)
            {
                visit = new() { CountedAt = second, First = second, LastCounting = second, Last = second, Events = 1, Counting = counts ? 1 : 0 };
            }

            return 0;
        }

        var ordinal = second == visit.Last ? ++visit.Ordinal : 0;
        visit.Events++;
        if (second > visit.Last)
        {
            visit.Last = second;
            visit.Ordinal = 0;
        }

        if (starts)
        {
            var (wasBounce, seconds) = (visit.IsBounce, visit.Seconds);
            visit.First = Math.Min(visit.First, second);
            visit.LastCounting = Math.Max(visit.LastCounting, second);
            visit.Counting += counts ? 1 : 0;
            correction = new(visit.CountedAt, 0, (visit.IsBounce ? 1 : 0) - (wasBounce ? 1 : 0), visit.Seconds - seconds);
        }

        return ordinal;
    }

    /// <summary>Restores what an earlier event did, from a stored row, without counting it again.</summary>
    public void Restore(ulong visitor, long second, bool starts, bool counts) => Add(visitor, second, starts, counts, out _);
}
