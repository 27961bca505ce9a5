using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Answers unfiltered counts by time from the totals: exact for sites of any size.</summary>
internal static class TotalsScan
{
    /// <summary>Returns the number of events of some sources according to their totals.</summary>
    public static long EventsOf(IEnumerable<ScanSource> sources) =>
        sources.Sum(source => source.Parts.Sum(part => part.Totals.Sum(TotalsMetric.Events)));

    /// <summary>Returns true if visitors with very many events have several ids in some sources.</summary>
    public static bool HasShares(IEnumerable<ScanSource> sources) =>
        sources.Any(source => source.Parts.Any(part => part.Totals.Sum(TotalsMetric.Shared) > 0));

    /// <summary>
    /// Returns true if the slots of the totals fit the request's time buckets and the totals have everything that it needs.
    /// </summary>
    public static bool CanAnswer(ScanRequest request, IReadOnlyList<ScanSource> sources)
    {
        if (request.Filter is not null || request.Dimensions.Count > 0 || sources.Any(source => source.CorrectionFactor > 1))
        {
            return false;
        }

        var slot = sources.SelectMany(source => source.Parts).Max(part => part.Period.SlotSeconds);
        return request.To % slot == 0 && request.BucketStarts.All(start => start % slot == 0);
    }

    /// <summary>Adds refused, filtered and duplicate events.</summary>
    public static void AddTraffic(
        ScanRequest request,
        IReadOnlyList<ScanSource> sources,
        IEnumerable<(long Second, TotalsSlot Counts)> corrections,
        ScanGroups groups
    ) =>
        ForEachSlot(
            request,
            sources,
            corrections,
            (bucket, counts) =>
            {
                if ((counts[TotalsMetric.Refused] | counts[TotalsMetric.Filtered] | counts[TotalsMetric.Duplicates]) == 0)
                {
                    return;
                }

                var group = groups.At(bucket, []);
                group[ScanCounter.Refused] += counts[TotalsMetric.Refused];
                group[ScanCounter.Filtered] += counts[TotalsMetric.Filtered];
                group[ScanCounter.Duplicates] += counts[TotalsMetric.Duplicates];
            }
        );

    /// <summary>Replaces estimates from samples.</summary>
    /// <returns>The parts that are exact now.</returns>
    public static ScanNeeds Replace(
        ScanRequest request,
        IReadOnlyList<ScanSource> sources,
        IEnumerable<(long Second, TotalsSlot Counts)> corrections,
        ScanGroups groups
    )
    {
        groups.ForEach(group =>
        {
            group[ScanCounter.Pageviews] = 0;
            group[ScanCounter.Events] = 0;
        });
        ForEachSlot(
            request,
            sources,
            corrections,
            (bucket, counts) =>
            {
                var group = groups.At(bucket, []);
                group[ScanCounter.Pageviews] += counts[TotalsMetric.Pageviews];
                group[ScanCounter.Events] += counts[TotalsMetric.Events];
            }
        );
        return ScanNeeds.Events;
    }

    /// <summary>Returns the counts by which merging reduced the totals, for rows that were merged without their totals.</summary>
    /// <param name="period">The period of the rows.</param>
    /// <param name="merged">The counts that merging subtracted.</param>
    /// <param name="factor">Number of times that each counts; see <see cref="ScanSource.CorrectionFactor"/>.</param>
    public static IReadOnlyList<(long Second, TotalsSlot Counts)> Corrections(RollupPeriod period, Totals merged, int factor = 1) =>
        [.. merged.Slots.Select(slot => (period.Start + ((long)slot.Key * period.SlotSeconds), slot.Value.Times(factor)))];

    private static void ForEachSlot(
        ScanRequest request,
        IReadOnlyList<ScanSource> sources,
        IEnumerable<(long Second, TotalsSlot Counts)> corrections,
        Action<int, TotalsSlot> add
    )
    {
        foreach (var part in sources.SelectMany(source => source.Parts))
        {
            foreach (var (slot, counts) in part.Totals.Slots)
            {
                Add(part.Period.Start + ((long)slot * part.Period.SlotSeconds), counts);
            }
        }

        foreach (var (second, counts) in corrections)
        {
            Add(second, counts);
        }

        void Add(long second, TotalsSlot counts)
        {
            if (second >= request.From && second < request.To)
            {
                add(ScanGroups.BucketOf(request, second), counts);
            }
        }
    }
}
