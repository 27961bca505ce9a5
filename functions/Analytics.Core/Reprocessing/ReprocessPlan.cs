using Analytics.Core.Jobs;
using Analytics.Core.Periods;

namespace Analytics.Core.Reprocessing;

/// <summary>The decisions of a job at its beginning, and its progress; stored, so that it continues after a crash.</summary>
/// <param name="Job">The job.</param>
/// <param name="DryRun">True if nothing is replaced.</param>
/// <param name="From">The first hour that is rebuilt, Unix seconds; later than requested if the archive does not reach back so
/// far.</param>
/// <param name="To">The end, exclusive.</param>
/// <param name="Start">The message of each partition after which the replay begins.</param>
/// <param name="End">The last message of each partition that every new row includes.</param>
/// <param name="NextDay">The first day that is not done, Unix seconds.</param>
/// <param name="DoneBuckets">Finished buckets of that day, one bit each.</param>
/// <param name="RowsCompared">Hour rollups compared in all days and buckets that are done; 0 in plans of earlier versions.</param>
/// <param name="RowsReplaced">Those among them that differed.</param>
/// <param name="SetAside">Days of sites set aside there.</param>
internal sealed record ReprocessPlan(
    string Job,
    bool DryRun,
    long From,
    long To,
    IReadOnlyList<long> Start,
    IReadOnlyList<long> End,
    long NextDay,
    ulong DoneBuckets = 0,
    long RowsCompared = 0,
    long RowsReplaced = 0,
    long SetAside = 0
)
{
    /// <summary>Shows the plan in the progress of its job.</summary>
    public void ShowIn(JobWork work, Job job)
    {
        var counters = work.Counters;
        var first = RollupPeriod.Of(RollupTier.Day, From).Start;
        counters.MessagesTotal = End.Zip(Start, (end, start) => end - start).Sum();
        counters.DaysTotal = From >= To ? 0 : (To - first + RollupPeriod.Day - 1) / RollupPeriod.Day;
        counters.DaysDone = (NextDay - first) / RollupPeriod.Day;
        counters.RowsCompared = RowsCompared;
        counters.RowsReplaced = RowsReplaced;
        counters.SetAside = SetAside;
        var from = DateTimeOffset.FromUnixTimeSeconds(From);
        work.ShowLeft(from > job.From ? (job.From, from) : null);
    }
}
