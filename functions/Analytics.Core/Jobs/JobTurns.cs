namespace Analytics.Core.Jobs;

/// <summary>
/// Decides which jobs run next. Sites take turns, so that many jobs of one do not delay the others; jobs of several or of all sites have a
/// turn of their own.
/// </summary>
/// <remarks>
/// <code>
/// waiting, oldest first     a1 a2 a3 b4 a5 b6      a1, a2 and a5 erase visitors, a3 erases a range
/// turns                     a1+a2+a5  b4  a3  b6
/// </code>
/// </remarks>
internal static class JobTurns
{
    /// <summary>Maximum number of jobs that run together. Their rows must fit one transaction.</summary>
    public const int MaxTogether = 100;

    /// <summary>Returns the jobs of the next turn; none if no job is due.</summary>
    /// <param name="jobs">All jobs, oldest first.</param>
    /// <param name="kindOf">Returns the kind of a job; null if it is unknown.</param>
    /// <param name="now">The current time.</param>
    public static IReadOnlyList<Job> Next(IReadOnlyList<Job> jobs, Func<Job, IJobKind?> kindOf, DateTimeOffset now)
    {
        // A run that was interrupted goes on with the jobs that it began with: what it has done is of these alone.
        var running = jobs.Where(static job => job.State == JobState.Running).ToList();
        if (running is [var interrupted, ..])
        {
            return Together(interrupted, running, kindOf);
        }

        var waiting = jobs.Where(job => job.State == JobState.Queued && IsDue(job, kindOf, now)).ToList();
        if (waiting.Count == 0)
        {
            return [];
        }

        var served = jobs.GroupBy(TurnOf, StringComparer.Ordinal)
            .ToDictionary(turn => turn.Key, turn => turn.Max(static job => job.StartedAt), StringComparer.Ordinal);
        var next = waiting.MinBy(job => served[TurnOf(job)] ?? DateTimeOffset.MinValue)!;
        return Together(next, waiting, kindOf);
    }

    /// <summary>Returns the time at which the first waiting job is due; null if none waits.</summary>
    public static DateTimeOffset? NextDue(IReadOnlyList<Job> jobs, Func<Job, IJobKind?> kindOf) =>
        jobs.Where(static job => job.State == JobState.Queued).Min(job => (DateTimeOffset?)DueAt(job, kindOf));

    /// <summary>Returns true if a job can run. If its creation is in the future, another clock was ahead, by hours perhaps.</summary>
    private static bool IsDue(Job job, Func<Job, IJobKind?> kindOf, DateTimeOffset now) =>
        job.CreatedAt > now || DueAt(job, kindOf) <= now;

    private static DateTimeOffset DueAt(Job job, Func<Job, IJobKind?> kindOf) =>
        job.CreatedAt + (kindOf(job)?.WaitOf(job) ?? TimeSpan.Zero);

    private static string TurnOf(Job job) => job.Sites is [var site] ? site : string.Empty;

    private static IReadOnlyList<Job> Together(Job first, IEnumerable<Job> jobs, Func<Job, IJobKind?> kindOf) =>
        [first, .. jobs.Where(job => job.Id != first.Id && kindOf(first)?.RunsTogether(first, job) == true).Take(MaxTogether - 1)];
}
