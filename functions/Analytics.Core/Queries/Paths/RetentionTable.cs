using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Paths;

/// <summary>Builds the cohorts from the counted visitors.</summary>
internal static class RetentionTable
{
    /// <param name="query">The question.</param>
    /// <param name="edges">Its range.</param>
    /// <param name="buckets">The periods.</param>
    /// <param name="ends">The end of each whole period, exclusive, Unix time.</param>
    /// <param name="until">The end of the counted time, exclusive, Unix time: the present or the range's end.</param>
    /// <param name="counter">The numbers.</param>
    /// <param name="fraction">Fraction of the visitors that was read.</param>
    public static RetentionResult Build(
        RetentionQuery query,
        PathEdges edges,
        TimeBuckets buckets,
        long[] ends,
        long until,
        RetentionCounter counter,
        double fraction
    )
    {
        var isFirstCut = buckets.Partial.Contains(buckets.Labels[0]);

        // Periods in the future are left out.
        var begun = buckets.Starts.Count(start => start < until);
        var cohorts = new List<RetentionCohort>();
        for (var cohort = 0; cohort < begun; cohort++)
        {
            var cells = new List<RetentionCell>();
            for (var period = cohort; period < begun; period++)
            {
                var visitors = Scaled(counter.Returned[(cohort * ends.Length) + period]);
                var isComplete = ends[period] <= until && !(period == 0 && isFirstCut);
                cells.Add(new(visitors, PathJson.Rate(visitors, Scaled(counter.Sizes[cohort])), isComplete));
            }

            cohorts.Add(new(buckets.Labels[cohort], Scaled(counter.Sizes[cohort]), cells));
        }

        return new(query, edges, cohorts, Mean(cohorts), Scaled(counter.Unknown), fraction);

        double Scaled(long count) => Math.Round(count / fraction);
    }

    /// <summary>Returns the mean over cohorts, weighted by visitors, of complete periods only.</summary>
    private static List<double?> Mean(List<RetentionCohort> cohorts)
    {
        var mean = new List<double?>();
        for (var period = 0; period < cohorts.Count; period++)
        {
            var complete = cohorts.Where(cohort => cohort.Cells.Count > period && cohort.Cells[period].IsComplete).ToList();
            mean.Add(PathJson.Rate(complete.Sum(cohort => cohort.Cells[period].Visitors), complete.Sum(cohort => cohort.Visitors)));
        }

        return mean;
    }
}
